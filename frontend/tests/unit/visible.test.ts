import { describe, expect, it } from "vitest";
import { defaultExpansion, expandProblems, expandSiblings, toggled } from "@/lib/tree/expansion";
import { buildTree } from "@/lib/tree/tree";
import { splitAfter, splitMatches } from "@/lib/words/pieces";
import { facetCounts, facetStatuses, NO_FILTER, visibleRows } from "@/lib/tree/visible";
import type { Row } from "@/lib/tree/visible";
import { storefront } from "@tests/support/samples";

const tree = buildTree(storefront());
const none: ReadonlySet<string> = new Set();
const closed = { expanded: none, flipped: none };
const labels = (rows: readonly Row[]) => rows.map((row) => row.node.label);
const wave2 = tree.root.children[1]?.path ?? "";

describe("visibleRows", () => {
  it("shows the waves while nothing is open", () => {
    const rows = visibleRows(tree, NO_FILTER, closed);
    expect(labels(rows)).toEqual(["Wave 1", "Wave 2", "Wave 3", "Wave 4", "Wave 5"]);
    expect(rows.map((row) => [row.position, row.size])).toEqual(
      [1, 2, 3, 4, 5].map((at) => [at, 5]),
    );
  });

  it("shows what is below an open row, right after it", () => {
    const rows = visibleRows(tree, NO_FILTER, { expanded: new Set([wave2]), flipped: none });
    expect(labels(rows).slice(0, 5)).toEqual([
      "Wave 1",
      "Wave 2",
      "eu-central-1a",
      "eu-west-1a",
      "eu-west-1b",
    ]);
    expect(rows[2]).toMatchObject({ position: 1, size: 3, expandable: true, expanded: false });
  });

  it("opens the way to apps of a chosen status, and only that", () => {
    const rows = visibleRows(tree, { ...NO_FILTER, statuses: ["failed"] }, closed);
    expect(labels(rows)).toEqual(["Wave 2", "eu-west-1b", "checkout", "ledger-api"]);
  });

  it("joins several statuses by or", () => {
    const rows = visibleRows(tree, { ...NO_FILTER, statuses: ["failed", "retrying"] }, closed);
    expect(labels(rows)).toEqual([
      "Wave 2",
      "eu-central-1a",
      "fraud-scoring",
      "eu-west-1b",
      "checkout",
      "ledger-api",
    ]);
  });

  it("finds parents by name and keeps what is below them at hand", () => {
    const filter = { ...NO_FILTER, find: "EU-WEST-1B" };
    expect(labels(visibleRows(tree, filter, closed))).toEqual(["Wave 2", "eu-west-1b"]);
    const flipped = new Set([`${wave2}/cluster:eu-west-1b`]);
    expect(visibleRows(tree, filter, { expanded: none, flipped })).toHaveLength(2 + 12);
  });

  it("lets a row that a search opened be closed by hand", () => {
    const filter = { ...NO_FILTER, find: "checkout" };
    expect(visibleRows(tree, filter, closed)).toHaveLength(5 + 20 + 20);
    const flipped = new Set([wave2]);
    expect(visibleRows(tree, filter, { expanded: none, flipped })).toHaveLength(5 + 17 + 17);
  });

  it("looks for both at once: the status and the name of the app or of what it stands in", () => {
    const filter = { ...NO_FILTER, statuses: ["succeeded" as const], find: "eu-west-1b" };
    expect(visibleRows(tree, filter, closed)).toHaveLength(2 + 8);
  });

  it("shows one wave when asked for one", () => {
    expect(labels(visibleRows(tree, { ...NO_FILTER, wave: wave2 }, closed))).toEqual(["Wave 2"]);
  });

  it("hides what is finished and keeps the ancestors of what is not", () => {
    const expanded = new Set([wave2, `${wave2}/cluster:eu-west-1b`]);
    const rows = visibleRows(
      tree,
      { ...NO_FILTER, hideFinished: true },
      { expanded, flipped: none },
    );
    expect(labels(rows).slice(0, 7)).toEqual([
      "Wave 2",
      "eu-central-1a",
      "eu-west-1b",
      "checkout",
      "customer-api",
      "ledger-api",
      "notifications",
    ]);
  });
});

describe("facets", () => {
  it("counts apps, and each number is the number of apps its chip shows", () => {
    const counts = facetCounts(tree, NO_FILTER);
    expect(counts).toEqual({ failed: 2, retrying: 1, running: 4, pending: 194, succeeded: 39 });
    for (const [status, count] of [
      ["running", 4],
      ["succeeded", 39],
    ] as const) {
      const rows = visibleRows(tree, { ...NO_FILTER, statuses: [status] }, closed);
      expect(rows.filter((row) => row.node.type === "app")).toHaveLength(count);
    }
  });

  it("counts in what find and wave leave", () => {
    expect(facetCounts(tree, { ...NO_FILTER, find: "checkout" })).toEqual({
      failed: 1,
      pending: 16,
      succeeded: 3,
    });
    expect(facetCounts(tree, { ...NO_FILTER, wave: tree.root.children[0]?.path ?? null })).toEqual({
      succeeded: 12,
    });
  });

  it("keeps a zero visible, and a chosen one too", () => {
    expect(facetStatuses({ succeeded: 3 }, [], false)).toEqual([
      "failed",
      "retrying",
      "running",
      "pending",
      "succeeded",
    ]);
    expect(facetStatuses({ succeeded: 3, waiting: 1 }, ["paused"], true)).toEqual([
      "waiting",
      "paused",
      "succeeded",
    ]);
  });
});

describe("expansion", () => {
  const short = (paths: ReadonlySet<string>) =>
    [...paths].map((path) => path.split("/").at(-1) ?? "").toSorted((a, b) => a.localeCompare(b));

  it("opens the current wave and the way to every problem", () => {
    expect(short(defaultExpansion(tree))).toEqual([
      "cluster:eu-central-1a",
      "cluster:eu-west-1b",
      "wave:wave-2",
    ]);
    expect(short(expandProblems(tree, none))).toEqual([
      "cluster:eu-central-1a",
      "cluster:eu-west-1b",
      "wave:wave-2",
    ]);
  });

  it("expands siblings, and toggles one", () => {
    const first = tree.root.children[0];
    expect(first && expandSiblings(first, none).size).toBe(5);
    expect(toggled(toggled(none, "a"), "a")).toEqual(none);
  });
});

describe("pieces", () => {
  const marked = (text: string, find: string) =>
    splitMatches(text, find).map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text));

  it("marks every match, whatever its case", () => {
    expect(marked("customer-API", "api")).toEqual(["customer-", "[API]"]);
    expect(marked("api", "")).toEqual(["api"]);
    expect(marked("aXaXa", " x ")).toEqual(["a", "[X]", "a", "[X]", "a"]);
  });

  it("breaks ids after each separator and loses nothing", () => {
    expect(splitAfter("app:a-b:c", ":").map((piece) => piece.text)).toEqual(["app:", "a-b:", "c"]);
    expect(
      splitAfter("a::", ":")
        .map((piece) => piece.text)
        .join(""),
    ).toBe("a::");
    expect(splitAfter("plain", ":")).toEqual([{ text: "plain", start: 0 }]);
  });
});
