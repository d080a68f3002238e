import type {
  Counts,
  Culprit,
  Execution,
  Meta,
  Problems,
  ReleasePage,
  ReleaseSummary,
  Status,
  WaveSummary,
} from "@/types/entities";
import { STATUSES } from "@/types/entities";

/** The list of the design's first picture, in the shape that the API answers. */
export const NOW = Date.parse("2026-11-24T12:04:12Z");

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function ago(milliseconds: number): string {
  return new Date(NOW - milliseconds).toISOString();
}

function iso(text: string): string {
  return `2026-11-${text}:00Z`;
}

interface SummaryFacts extends Partial<ReleaseSummary> {
  name: string;
  version: string;
  began?: string;
  ended?: string | undefined;
}

function executionOf(id: string, began: string, ended: string | undefined): Execution {
  return {
    workflow_id: id,
    run_id: "0193a6de-41c7-7b52-9e0f-6c1d84be2a70",
    workflow_type: "Release",
    status: ended === undefined ? "Running" : "Completed",
    task_queue: "releases",
    started_at: began,
    closed_at: ended ?? null,
  };
}

export function releaseSummary(facts: SummaryFacts): ReleaseSummary {
  const { name, version, began = iso("24T11:00"), ended, ...over } = facts;
  const id = over.id ?? `release:${name.toLowerCase().replaceAll(" ", "-")}-${version}`;
  return {
    id,
    type: "release",
    path: id,
    status: "running",
    health: "running",
    stuck: false,
    name,
    version,
    execution: executionOf(id, began, ended),
    counts: {},
    waves: [],
    problems: problems({}),
    remarks: 0,
    tree_read_at: ago(SECOND),
    ...over,
  };
}

export function problems(over: Partial<Problems>): Problems {
  return { failed: 0, stuck: 0, retrying: 0, unknown: 0, waiting: 0, ...over };
}

export function waves(...healths: Status[]): WaveSummary[] {
  return healths.map((health, index) => ({
    id: `wave:${String(index + 1)}`,
    name: `Wave ${String(index + 1)}`,
    status: health,
    health,
    stuck: false,
    counts: {},
  }));
}

function culprit(over: Partial<Culprit> & Pick<Culprit, "id" | "status">): Culprit {
  return { type: "app", path: over.id, stuck: false, ...over };
}

const s = "succeeded";
const p = "pending";

const storefront = releaseSummary({
  name: "Storefront",
  version: "2026.48.2",
  health: "failed",
  stuck: true,
  began: iso("24T11:38"),
  counts: { succeeded: 39, failed: 2, retrying: 1, running: 4, pending: 194 },
  waves: waves(s, "failed", p, p, p),
  current_wave: 1,
  problems: problems({ failed: 2, stuck: 1 }),
  changed_at: ago(SECOND),
  culprit: culprit({
    id: "app:checkout",
    name: "checkout",
    cluster: "eu-west-1b",
    status: "failed",
    reason: "ImagePullBackOff, image tag not found",
  }),
});

const edge = releaseSummary({
  name: "Edge gateway",
  version: "3.2.0",
  id: "release:edge-3.2.0",
  health: "retrying",
  stuck: true,
  began: iso("24T10:52"),
  counts: { succeeded: 74, retrying: 3, running: 5, pending: 38 },
  waves: waves(s, s, "retrying", p),
  current_wave: 2,
  problems: problems({ stuck: 3 }),
  changed_at: ago(3 * SECOND),
  culprit: culprit({
    id: "app:tls-terminator",
    name: "tls-terminator",
    cluster: "us-east-2c",
    status: "retrying",
    stuck: true,
    attempt: 9,
    reason: "readiness probe timed out after 30 s",
  }),
});

const payments = releaseSummary({
  name: "Payments",
  version: "7.14.0",
  health: "unknown",
  began: iso("24T11:20"),
  counts: { succeeded: 41, unknown: 17, running: 6, pending: 32 },
  waves: waves(s, "unknown", p),
  current_wave: 1,
  problems: problems({ unknown: 17 }),
  changed_at: ago(51 * SECOND),
  culprit: culprit({
    id: "cluster:ap-south-1a",
    type: "cluster",
    name: "ap-south-1a",
    status: "unknown",
    reason: "no worker polls queue payments-apac",
  }),
});

const mobile = releaseSummary({
  name: "Mobile BFF",
  version: "5.9.1",
  health: "waiting",
  began: iso("24T08:40"),
  counts: { succeeded: 24, waiting: 12, pending: 36 },
  waves: waves(s, s, "waiting", p, p, p),
  current_wave: 2,
  problems: problems({ waiting: 1 }),
  waiting_for: "platform-oncall",
  changed_at: iso("24T09:13"),
  culprit: culprit({
    id: "wave:3",
    type: "wave",
    name: "Wave 3",
    status: "waiting",
    since: ago(2 * HOUR + 51 * MINUTE),
  }),
});

const running = [
  releaseSummary({
    name: "Search",
    version: "41.3",
    began: iso("24T10:05"),
    counts: { succeeded: 131, running: 14, pending: 35 },
    waves: waves(s, s, s, "running", p).map((wave, index) =>
      index === 3 ? { ...wave, name: "Americas", counts: { succeeded: 24, running: 12 } } : wave,
    ),
    current_wave: 3,
    changed_at: ago(2 * SECOND),
  }),
  releaseSummary({
    name: "Identity",
    version: "12.0.4",
    began: iso("24T12:01"),
    counts: { succeeded: 2, running: 6, pending: 52 },
    waves: waves("running", p, p).map((wave, index) =>
      index === 0 ? { ...wave, name: "Canary", counts: { succeeded: 2, running: 6 } } : wave,
    ),
    current_wave: 0,
    changed_at: ago(SECOND),
  }),
];

const billing = releaseSummary({
  name: "Billing",
  version: "2026.47.9",
  health: "paused",
  message: "change freeze until Wed 08:00",
  began: iso("23T16:22"),
  counts: { succeeded: 48, paused: 14, pending: 58 },
  waves: waves(s, "paused", p, p),
  current_wave: 1,
  changed_at: ago(18 * HOUR),
});

const notifications = releaseSummary({
  name: "Notifications",
  version: "9.2.2",
  health: "pending",
  message: "window opens 14:00",
  counts: { pending: 64 },
  waves: waves(p, p, p, p),
  changed_at: iso("24T11:47"),
});

const finished = [
  releaseSummary({
    name: "Storefront",
    version: "2026.48.1",
    health: "succeeded",
    began: iso("23T13:10"),
    ended: iso("23T14:57"),
    counts: { succeeded: 239, skipped: 1 },
    waves: waves(s, s, s, s, s),
    changed_at: iso("23T14:57"),
  }),
  releaseSummary({
    name: "Catalog",
    version: "18.6.0",
    health: "failed",
    began: iso("23T09:31"),
    ended: iso("23T10:29"),
    counts: { succeeded: 177, failed: 3 },
    waves: waves(s, s, s, "failed"),
    problems: problems({ failed: 3 }),
    changed_at: iso("23T10:00"),
    culprit: culprit({
      id: "app:price-index",
      name: "price-index",
      cluster: "sa-east-1a",
      status: "failed",
      reason: "migration lock timeout",
    }),
  }),
  releaseSummary({
    name: "Ledger",
    version: "4.0.0-rc.2",
    health: "cancelled",
    message: "superseded by 4.0.0-rc.3",
    began: iso("22T18:02"),
    ended: iso("22T18:13"),
    counts: { succeeded: 8, cancelled: 40 },
    waves: waves(s, "cancelled", "cancelled"),
    current_wave: 0,
    changed_at: iso("22T18:13"),
  }),
  releaseSummary({
    name: "Identity",
    version: "12.0.3",
    health: "succeeded",
    began: iso("22T11:45"),
    ended: iso("22T12:21"),
    counts: { succeeded: 60 },
    waves: waves(s, s, s),
    changed_at: iso("22T12:21"),
  }),
];

export const ATTENTION = [storefront, edge, payments, mobile];

export function releasePage(over: Partial<ReleasePage> = {}): ReleasePage {
  return {
    items: [...ATTENTION, ...running, billing, notifications, ...finished],
    total: 143,
    page: 1,
    page_size: 12,
    facets: {
      failed: 4,
      retrying: 1,
      unknown: 1,
      waiting: 1,
      paused: 1,
      running: 2,
      pending: 1,
      cancelled: 6,
      succeeded: 126,
    } satisfies Counts,
    unread: 0,
    groups: { attention: 4, open: 4, closed: 135 },
    attention: { failed: 1, stuck: 1, unknown: 1, waiting: 1 },
    read_at: ago(SECOND),
    complete: true,
    ...over,
  };
}

export const META: Meta = {
  version: "0.1.0",
  namespace: "prod",
  temporal_address: "temporal.acme.internal",
  temporal_ui_url: "https://temporal.acme.internal",
  poll_interval: 2,
  release_query: "WorkflowId STARTS_WITH 'release:'",
  vocabulary: STATUSES.map((status) => ({
    status,
    label: status === "waiting" ? "Needs approval" : status,
    meaning: `What ${status} means.`,
    attention: ["failed", "retrying", "unknown", "waiting"].includes(status),
    final: ["failed", "cancelled", "skipped", "succeeded"].includes(status),
    states: [status],
  })),
};
