import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newsOf, newsText } from "@/lib/away/clauses";
import type { Change } from "@/lib/away/clauses";
import { marksOf, unseenOf } from "@/lib/away/marks";
import { changedSince, snapshotOf } from "@/lib/away/snapshot";
import type { Part, Snapshot } from "@/lib/away/snapshot";
import { buildTree } from "@/lib/tree/tree";
import type { Tree } from "@/lib/tree/tree";
import { facetCounts, NO_FILTER, visibleRows } from "@/lib/tree/visible";
import type { EntityNode, Hierarchy, Status, Word } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";
import { bigTree } from "@tests/support/bigTree";
import { storefront } from "@tests/support/samples";

const AT = Date.parse("2026-11-24T11:56:00Z");
const ALL = Object.values(TERMS).map(({ word }) => word);

/** As it comes back from where it is kept. */
function kept(snapshot: Snapshot): Snapshot {
  return structuredClone(snapshot);
}

/** Rows in the order of a tree: none is more than one level below the one before. */
const anyParts = fc
  .array(
    fc.record({
      deeper: fc.integer({ min: -2, max: 1 }),
      word: fc.constantFrom(...ALL),
      isKnown: fc.boolean(),
      started: fc.option(fc.integer({ min: AT - 1000, max: AT + 1000 })),
    }),
    { maxLength: 40 },
  )
  .map((rows) => {
    let level = 0;
    return rows.map(({ deeper, ...row }, index): Part => {
      level = index === 0 ? 0 : Math.max(0, Math.min(3, level + deeper));
      return { ...row, id: `a part: ${String(index)} "ä"`, level, entity: {} };
    });
  });

describe("what has changed since a page was seen", () => {
  it("is nothing while nothing has", () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(changedSince(kept(snapshotOf(parts, AT)))(parts)).toEqual([]);
      }),
    );
  });

  it("is what has another word, where it is known now and was known then", () => {
    const anyChange = anyParts.chain((parts) =>
      fc.tuple(
        fc.constant(parts),
        fc.array(fc.record({ word: fc.constantFrom(...ALL), isKnown: fc.boolean() }), {
          minLength: parts.length,
          maxLength: parts.length,
        }),
      ),
    );
    fc.assert(
      fc.property(anyChange, ([before, states]) => {
        const after = before.map((part, index) => ({ ...part, ...states[index], entity: {} }));
        const changed = changedSince(kept(snapshotOf(before, AT)))(after);
        const isRead = ({ word, isKnown }: Part) => isKnown && word !== "Unknown";
        const expected = after.filter((part, index) => {
          const old = before[index];
          return old && isRead(old) && part.isKnown && old.word !== part.word;
        });
        expect(changed.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      }),
    );
  });

  it("is of what was not there only what began since", () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const changed = changedSince(kept(snapshotOf([], AT)))(parts);
        expect(changed).toEqual(
          parts.filter(({ isKnown, started }) => isKnown && (started ?? 0) > AT),
        );
      }),
    );
  });

  it("tells the same id in two places apart", () => {
    const part = (id: string, level: number, word: Word): Part => {
      return { id, level, word, started: null, isKnown: true, entity: {} };
    };
    const rows = (first: Word, second: Word) => [
      part("eu", 0, "In progress"),
      part("api", 1, first),
      part("us", 0, "In progress"),
      part("api", 1, second),
    ];
    const seen = kept(snapshotOf(rows("Succeeded", "In progress"), AT));
    const now = rows("Succeeded", "Failed");
    expect(changedSince(seen)(now)).toEqual([now[3]]);
  });

  it("looks in a later read only at what that read has changed", () => {
    const before = bigTree({ nodes: 160 });
    const { root, nodes } = buildTree(before);
    const since = changedSince(kept(snapshotOf([root, ...nodes], AT)));
    const looked: string[] = [];
    const watched = (tree: Tree): Part[] =>
      [tree.root, ...tree.nodes].map((node) => ({
        id: node.id,
        level: node.level,
        entity: node.entity,
        started: node.started,
        isKnown: node.isKnown,
        get word() {
          looked.push(node.id);
          return node.word;
        },
      }));
    expect(since(watched(buildTree(before)))).toEqual([]);
    expect(looked.length).toBeGreaterThan(100);
    looked.length = 0;
    const app = before.release.waves[0]?.clusters[0]?.bundle?.apps[0];
    if (!app) throw new Error("no app");
    const changed = { ...app, status: "failed", health: "failed", word: "Failed" } as const;
    Object.assign(before.release.waves[0]?.clusters[0]?.bundle?.apps ?? [], { 0: changed });
    expect(since(watched(buildTree(before))).map(({ id }) => id)).toEqual([app.id]);
    expect(new Set(looked)).toEqual(new Set([app.id]));
  });

  it("keeps 10,000 rows in half a megabyte", () => {
    const { root, nodes } = buildTree(bigTree({ nodes: 10_000 }));
    expect(JSON.stringify(snapshotOf([root, ...nodes], AT)).length).toBeLessThan(500_000);
  });
});

function partsOf({ root, nodes }: Tree): Change[] {
  return [root, ...nodes];
}

/** The design's release, where some nodes were in another state before. */
function changedIn(before: Partial<Record<string, Status>>): Change[] {
  const old: Hierarchy = structuredClone(storefront());
  const nodes: EntityNode[] = old.release.waves.flatMap((wave) => [
    wave,
    ...wave.clusters.flatMap((cluster) => [cluster, ...(cluster.bundle?.apps ?? [])]),
  ]);
  for (const node of nodes) {
    const status = before[node.path.replace(/bundle:[^/]*\//, "").replace(/^[^/]*\//, "")];
    if (status) Object.assign(node, { status, health: status, stuck: false, word: WORDS[status] });
  }
  const seen = kept(snapshotOf(partsOf(buildTree(old)), AT));
  return changedSince(seen)(partsOf(buildTree(storefront())));
}

const WEST_B = "wave:wave-2/cluster:eu-west-1b";
const WEST_A = "wave:wave-2/cluster:eu-west-1a";

describe("what is said of it", () => {
  const changes = changedIn({
    "wave:wave-2": "running",
    [WEST_B]: "running",
    [`${WEST_B}/app:checkout`]: "running",
    [`${WEST_B}/app:ledger-api`]: "running",
    [WEST_A]: "running",
    [`${WEST_A}/app:accounts`]: "running",
    [`${WEST_B}/app:accounts`]: "running",
    [`${WEST_B}/app:catalog`]: "running",
  });

  it("is the worst first, and nothing twice", () => {
    const { clauses, more } = newsOf(changes);
    expect(clauses).toEqual([
      { text: "2 apps failed", tone: "failed", isMilestone: false, count: 2 },
      { text: "eu-west-1a finished", tone: null, isMilestone: true, count: 1 },
      { text: "2 more apps done", tone: null, isMilestone: false, count: 2 },
    ]);
    expect(more).toBe(0);
    expect(newsText({ clauses, more })).toBe(
      "2 apps failed, eu-west-1a finished, 2 more apps done",
    );
  });

  it("marks every row that has changed, and what is above it", () => {
    const marks = marksOf(changes, "11:56");
    expect(marks.rows).toBe(8);
    const [wave1, wave2] = storefront().release.waves;
    expect(unseenOf(marks, wave1?.path ?? "", false)).toBeNull();
    expect(unseenOf(marks, wave2?.path ?? "", false)).toBe("changed");
    const below = marksOf(changedIn({ [`${WEST_A}/app:accounts`]: "running" }), "11:56");
    expect(unseenOf(below, wave2?.path ?? "", false)).toBe("below");
    expect(unseenOf(below, wave2?.path ?? "", true)).toBeNull();
  });

  it("names one part by its name, and a whole release", () => {
    const name = (word: Word, type: Change["type"] = "app"): string => {
      const place = { id: "x", path: "x", level: 0, parent: null, entity: {} };
      const part = { ...place, started: null, isKnown: true };
      return newsText(newsOf([{ ...part, word, type, label: "checkout" }]));
    };
    expect(name("Stuck")).toBe("checkout got stuck");
    expect(name("Needs approval", "release")).toBe("checkout asks for approval");
    expect(name("Terminated", "release")).toBe("checkout was terminated");
  });

  it("is four clauses at most, and counts the rest", () => {
    const anyChanges = fc.array(
      fc.record({
        word: fc.constantFrom(...ALL),
        type: fc.constantFrom<Change["type"]>("release", "wave", "cluster", "app"),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(anyChanges, (all) => {
        const alone = { level: 0, started: null, isKnown: true, parent: null, entity: {} };
        const { clauses, more } = newsOf(
          all.map((one, index) => {
            const id = String(index);
            return { ...alone, ...one, id, path: id, label: id };
          }),
        );
        expect(clauses.length).toBeLessThanOrEqual(4);
        expect(clauses.reduce((sum, { count }) => sum + count, more)).toBe(all.length);
        const isCalm = clauses.map(({ tone }) => tone === null);
        expect(isCalm).toEqual(isCalm.toSorted((a, b) => Number(a) - Number(b)));
      }),
    );
  });
});

it("shows only what has changed, with the way to it", () => {
  const tree = buildTree(storefront());
  const { changed } = marksOf(changedIn({ [`${WEST_B}/app:checkout`]: "running" }), "11:56");
  const filter = { ...NO_FILTER, only: changed };
  const closed = { expanded: new Set<string>(), flipped: new Set<string>() };
  const rows = visibleRows(tree, filter, closed);
  expect(rows.map(({ node }) => node.label)).toEqual(["Wave 2", "eu-west-1b", "checkout"]);
  expect(facetCounts(tree, filter)).toEqual({ failed: 1 });
});
