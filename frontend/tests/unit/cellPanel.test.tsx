import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { cellSentence } from "@/lib/versions/words";
import type { Versions } from "@/types/entities";
import { META } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";
import { brought, historyOf, versionsOf } from "@tests/support/versions";

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

const [APP, CLUSTER] = ["app-000", "us-west-1"];
const PAGE = `/versions?cell=${APP}&cell=${CLUSTER}`;

/** The table that the next read answers, and what was asked so far. */
const next: { table: Versions; reads: number; histories: number } = {
  table: versionsOf(1, 5),
  reads: 0,
  histories: 0,
};

function readTable() {
  next.reads += 1;
  return HttpResponse.json(next.table);
}

function readHistory() {
  next.histories += 1;
  return HttpResponse.json(historyOf(APP, CLUSTER));
}

beforeEach(() => {
  Object.assign(next, { table: versionsOf(1, 5), reads: 0, histories: 0 });
  server.use(
    http.get(url("/api/meta"), () => HttpResponse.json({ ...META, poll_interval: 0.05 })),
    http.get(url("/api/versions"), readTable),
    http.get(url("/api/versions/history"), readHistory),
  );
});

const panel = () => screen.findByRole("complementary", { name: `${APP} in ${CLUSTER}` });

async function afterReads(more: number): Promise<void> {
  const wanted = next.reads + more;
  await waitFor(() => expect(next.reads).toBeGreaterThanOrEqual(wanted));
}

it("says by whom a version is told that nothing has shown to run", async () => {
  const [row] = next.table.apps;
  const told = brought("2026.48.2", "failed", "Failed", { previous_version: "2026.47.3" });
  const cell = { cluster: CLUSTER, on_top: [told] };
  row?.cells.splice(0, row.cells.length, cell);
  renderApp(PAGE);
  const sentence = "r-2026.48.2 says that 2026.47.3 ran before.";
  expect(await panel()).toHaveTextContent(
    `Nothing is known to run here, wants 2026.48.2. ${sentence}`,
  );
  expect(cellSentence(cell, { now: 0, isAllRead: true })).toContain(
    `Nothing is known to run here. ${sentence}`,
  );
  // It stands in no cell: only what has succeeded is drawn as running.
  expect(screen.queryByRole("gridcell", { name: /^Runs/ })).toBeNull();
});

it("counts no clusters to come where nobody knows how many follow", async () => {
  for (const cell of next.table.apps[0]?.cells ?? []) {
    if (cell.cluster === CLUSTER) {
      delete cell.runs;
      cell.on_top = [brought("2026.48.2", "failed", "Failed")];
    } else {
      cell.runs = brought("2026.48.2", "succeeded", "Succeeded");
      cell.on_top = [];
    }
  }
  renderApp(PAGE);
  expect(await within(await panel()).findByText("runs in 4 clusters")).toBeVisible();
});

it("is asked for again only when the table says something else of the cell", async () => {
  renderApp(PAGE);
  await within(await panel()).findByText("last 5 of 7");
  await afterReads(3);
  expect(next.histories).toBe(1);
  const [row] = next.table.apps;
  const cell = row?.cells.find(({ cluster }) => cluster === CLUSTER);
  if (cell) cell.on_top = [brought("2026.48.3", "running", "In progress")];
  await waitFor(() => expect(next.histories).toBe(2));
  expect(await panel()).toHaveTextContent("Runs 2026.47.3, wants 2026.48.3.");
});

it("leads to the comparison of the last two releases, the earlier one first", async () => {
  const [last, before] = historyOf(APP, CLUSTER).reports.map(({ release_id }) => release_id);
  renderApp(PAGE);
  const link = await within(await panel()).findByRole("link", {
    name: "Compare the last two releases",
  });
  const sides = new URLSearchParams({ a: before ?? "", b: last ?? "" });
  expect(link).toHaveAttribute("href", `/compare?${sides.toString()}`);
});

it("says that the history could not be read, with what the table knows, and asks again", async () => {
  server.use(http.get(url("/api/versions/history"), () => problem(503, "temporal_busy")));
  renderApp(PAGE);
  expect(await panel()).toHaveTextContent("Brought by");
  const again = await within(await panel()).findByRole("button", { name: "Try again" });
  server.use(http.get(url("/api/versions/history"), readHistory));
  await userEvent.click(again);
  expect(await within(await panel()).findByText("Runs now", { selector: "strong" })).toBeVisible();
});

it("calls nothing green that was read too long ago", async () => {
  const cell = next.table.apps[0]?.cells.find(({ cluster }) => cluster === CLUSTER);
  const runs = cell?.runs;
  if (cell && runs) {
    cell.on_top = [];
    runs.stale = true;
  }
  const history = historyOf(APP, CLUSTER);
  const told = { ...history, runs: { ...history.runs, stale: true } };
  server.use(http.get(url("/api/versions/history"), () => HttpResponse.json(told)));
  renderApp(PAGE);
  const head = within(await panel()).getByRole("banner");
  expect(head).toHaveTextContent("Last known to run 2026.47.3.");
  expect(head.querySelector(".status-badge")).toHaveAttribute("data-status", "unknown");
  expect(await within(await panel()).findByText("Ran when last read")).toBeVisible();
});
