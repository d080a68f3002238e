import type { Page, Route } from "@playwright/test";
import type { Hierarchy, Meta, ReleasePage, ReleaseSummary } from "@/types/entities";
import { bigTree } from "./bigTree";
import type { BigTree } from "./bigTree";
import { NO_USUAL } from "./releases";
import { waveSummary } from "./samples";

/** What the built app is answered instead of by the server, whose files and policy stay the real ones. */
export interface Recorded {
  /** Reads of the tree so far, unchanged ones included. */
  reads: number;
  isDown: boolean;
  tree: BigTree;
  list: ReleasePage;
}

export const META: Meta = {
  version: "0",
  namespace: "default",
  temporal_address: "localhost:7233",
  temporal_ui_url: "http://localhost:8233",
  poll_interval: 0.5,
  release_query: 'WorkflowId STARTS_WITH "release:"',
  vocabulary: [],
  words: [],
};

function summaryOf(tree: Hierarchy): ReleaseSummary {
  const { release, verdict, problems } = tree;
  const failed = problems.reduce((sum, { count }) => sum + count, 0);
  return {
    ...release,
    waves: release.waves.map(waveSummary),
    current_wave: tree.current_wave ?? null,
    wave_reached: (tree.current_wave ?? release.waves.length - 1) + 1,
    verdict,
    problems: { failed, stuck: 0, retrying: 0, unknown: 0, waiting: 0 },
    culprit: problems[0] ?? null,
    remarks: 0,
    tree_read_at: tree.read_at,
  };
}

export function listOf(tree: Hierarchy): ReleasePage {
  return {
    items: [summaryOf(tree)],
    total: 1,
    page: 1,
    page_size: 20,
    facets: { failed: 1 },
    unread: 0,
    groups: { attention: 1 },
    attention: { failed: 1 },
    read_at: tree.read_at,
    complete: true,
  };
}

function json(route: Route, body: unknown, headers: Record<string, string> = {}) {
  return route.fulfill({
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", date: new Date().toUTCString(), ...headers },
  });
}

function down(route: Route) {
  return route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({
      title: "Temporal unreachable",
      status: 503,
      detail: "No connection to Temporal.",
      code: "temporal_unreachable",
      request_id: "0",
    }),
  });
}

const bodies = new Map<string, string>();

/** Written once per tree: what is measured is the page, not this. */
function bodyOf(tree: BigTree): string {
  const key = JSON.stringify(tree);
  const body = bodies.get(key) ?? JSON.stringify(bigTree(tree));
  bodies.set(key, body);
  return body;
}

function answerTree(route: Route, recorded: Recorded) {
  recorded.reads += 1;
  const etag = `"${JSON.stringify(recorded.tree).replaceAll(/[^\w.]/g, "")}"`;
  const headers = {
    etag,
    "x-read-at": new Date().toISOString(),
    date: new Date().toUTCString(),
    "content-type": "application/json",
  };
  if (route.request().headers()["if-none-match"] === etag) {
    return route.fulfill({ status: 304, headers });
  }
  const body = bodyOf(recorded.tree);
  const isWhole = route.request().url().endsWith("/hierarchy");
  return route.fulfill({ body: isWhole ? body : `{"tree":${body}}`, headers });
}

export async function answerRecorded(page: Page, tree: BigTree): Promise<Recorded> {
  const recorded: Recorded = { reads: 0, isDown: false, tree, list: listOf(bigTree(tree)) };
  await page.addInitScript(() => localStorage.setItem("releasewatch.session", "1"));
  await page.route("**/api/auth/refresh", (route) =>
    json(route, { access_token: "recorded", token_type: "bearer", expires_in: 600 }),
  );
  await page.route("**/api/auth/me", (route) => json(route, { username: "demo", role: "viewer" }));
  await page.route("**/api/meta", (route) => json(route, META));
  await page.route(/\/api\/releases(?:\?|$)/, (route) =>
    recorded.isDown
      ? down(route)
      : json(route, { ...recorded.list, read_at: new Date().toISOString() }),
  );
  await page.route(/\/api\/releases\/[^/]+\/hierarchy(?:\/changes)?$/, (route) =>
    recorded.isDown ? down(route) : answerTree(route, recorded),
  );
  await page.route(/\/api\/releases\/[^/]+\/usual$/, (route) => json(route, NO_USUAL));
  return recorded;
}
