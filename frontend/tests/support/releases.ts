import type {
  Usual,
  Counts,
  Execution,
  Meta,
  ReleasePage,
  ReleaseSummary,
  Verdict,
} from "@/types/entities";
import { STATUSES } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";
import { NOW, listed } from "./samples";

export { NOW } from "./samples";

export function ago(milliseconds: number): string {
  return new Date(NOW - milliseconds).toISOString();
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

const IN_PROGRESS: Verdict = {
  status: "running",
  stuck: false,
  word: "In progress",
  headline: "In progress.",
  detail: "",
};

/** A row in progress, as far as nothing else is said of it. */
export function releaseSummary(facts: SummaryFacts): ReleaseSummary {
  const { name, version, began = "2026-11-24T11:00:00Z", ended, ...over } = facts;
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
    started_at: over.verdict?.status === "pending" ? null : began,
    ended_at: ended ?? null,
    duration: ended === undefined ? null : (Date.parse(ended) - Date.parse(began)) / 1000,
    counts: {},
    waves: [],
    wave_reached: 0,
    verdict: IN_PROGRESS,
    problems: { failed: 0, stuck: 0, retrying: 0, unknown: 0, waiting: 0 },
    remarks: 0,
    tree_read_at: ago(1000),
    ...over,
  };
}

/** A row of which only the release itself was read. */
export function unreadSummary(facts: SummaryFacts): ReleaseSummary {
  const code = "not_read_yet";
  return releaseSummary({ health: "unknown", code, verdict: null, tree_read_at: null, ...facts });
}

/** The list of the design's first picture. */
export function releasePage(over: Partial<ReleasePage> = {}): ReleasePage {
  return {
    items: listed(),
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
    read_at: ago(1000),
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
    label: WORDS[status],
    meaning: `What ${status} means.`,
    attention: TERMS[WORDS[status]].attention,
    final: ["failed", "cancelled", "skipped", "succeeded"].includes(status),
    states: [status],
  })),
  words: Object.values(TERMS),
};

/** Of a release without predecessors. */
export const NO_USUAL: Usual = {
  family: "Storefront",
  finished: 0,
  needed: 5,
  is_slower: false,
  waves: [],
  read_at: "2026-11-24T12:04:00Z",
};
