import { describe, expect, it } from "vitest";
import { buildTree } from "@/lib/tree/tree";
import { rowView } from "@/lib/tree/rowView";
import { barCounts } from "@/lib/words/held";
import { NOW, sample } from "@tests/support/samples";

const NEEDS = "Needs approval";
const NOT_STARTED = "Not started";

describe("a bar of what waits for an approval", () => {
  it("has the apps of the wave that is asked for, and of no other", () => {
    const tree = buildTree(sample("held wave").tree);
    const [done, asked, next] = tree.root.children;
    const bars = [tree.root, done, asked, next].map((node) => node && barCounts(node));
    expect(bars).toEqual([
      { succeeded: 2, waiting: 2, pending: 2 },
      { succeeded: 2 },
      { waiting: 2, pending: 0 },
      { pending: 2 },
    ]);
    expect(asked && rowView(tree, asked, NOW, "utc", null)).toMatchObject({
      counts: { waiting: 2, pending: 0 },
      count: "0 / 2",
    });
  });

  it("has them in the row of the list too", () => {
    const { waves, counts } = sample("held wave").row;
    const bar = barCounts({ word: NEEDS, counts, children: waves });
    expect(bar).toEqual({ succeeded: 2, waiting: 2, pending: 2 });
  });

  it("has all that has not begun where the approval is of the whole", () => {
    const counts = { succeeded: 1, pending: 3 };
    const children = [{ word: NOT_STARTED, counts: { pending: 3 } }] as const;
    expect(barCounts({ word: NEEDS, counts, children })).toEqual({
      succeeded: 1,
      waiting: 3,
      pending: 0,
    });
  });

  it("adds nothing where an app itself is asked for", () => {
    const app = { word: NEEDS, counts: { waiting: 1 } } as const;
    const counts = { waiting: 1, pending: 5 };
    expect(barCounts({ word: NEEDS, counts, children: [app] })).toBe(counts);
    expect(barCounts({ word: NEEDS, counts })).toBe(counts);
  });
});
