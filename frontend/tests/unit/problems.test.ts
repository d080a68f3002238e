import { describe, expect, it } from "vitest";
import { placeText, problemSummary, problemsBelow } from "@/lib/tree/problems";
import { reachedProblem } from "@/lib/tree/reach";
import { buildTree } from "@/lib/tree/tree";
import { NO_FILTER } from "@/lib/tree/visible";
import { sample, storefront } from "@tests/support/samples";

const tree = buildTree(storefront());

function treeOf(name: string) {
  return buildTree(sample(name).tree);
}

describe("problems", () => {
  it("are counted by word, with the wave that all of them stand in", () => {
    expect(problemSummary(tree)).toBe("2 failed, 1 stuck, all in wave 2");
    expect(problemSummary(treeOf("one cause"))).toBe("3 failed, all in wave 2");
    expect(problemSummary(treeOf("held wave"))).toBe("1 needs approval, in wave 2");
    expect(problemSummary(treeOf("approval of the whole"))).toBe("1 needs approval");
    expect(problemSummary(treeOf("terminated"))).toBe("1 terminated");
  });

  it("have each a row in tree order, also where many are told as one", () => {
    expect(tree.problemRows.map(({ label }) => label)).toEqual([
      "fraud-scoring",
      "checkout",
      "ledger-api",
    ]);
    expect(treeOf("one cause").problemRows).toHaveLength(3);
    // The release itself has no row.
    expect(treeOf("approval of the whole").problemRows).toEqual([]);
  });

  it("say where they stand, and a wave what it is", () => {
    const places = (told: typeof tree) => told.problems.map((problem) => placeText(told, problem));
    expect(places(tree)[0]).toBe("Wave 2 / eu-west-1b / storefront-core");
    expect(places(treeOf("demo: waiting-for-approval"))).toEqual(["Europe, 1 cluster"]);
    expect(places(treeOf("approval of the whole"))).toEqual([""]);
  });

  it("stand below a row, but not in it", () => {
    const cluster = tree.nodes.find(({ label }) => label === "eu-west-1b");
    const app = tree.nodes.find(({ label }) => label === "checkout");
    if (!cluster || !app) throw new Error("no such row");
    expect(problemsBelow(tree, cluster).map(({ label }) => label)).toEqual([
      "checkout",
      "ledger-api",
    ]);
    expect(problemsBelow(tree, tree.root)).toHaveLength(3);
    const own = treeOf("failed and waiting");
    const row = own.nodes.find(({ label }) => label === "eu-2");
    expect(row && problemsBelow(own, row).map(({ kind }) => kind)).toEqual(["waiting"]);
  });

  it("are walked round and round", () => {
    const step = (from: string | null, by: 1 | -1) => reachedProblem(tree, NO_FILTER, from, by);
    const first = step(null, 1);
    expect(first?.label).toBe("fraud-scoring");
    const second = step(first?.path ?? null, 1);
    expect(second?.label).toBe("checkout");
    const last = step(second?.path ?? null, 1);
    expect(step(last?.path ?? null, 1)?.label).toBe("fraud-scoring");
    expect(step(first?.path ?? null, -1)?.label).toBe("ledger-api");
    expect(reachedProblem(treeOf("succeeded"), NO_FILTER, null, 1)).toBeNull();
  });
});
