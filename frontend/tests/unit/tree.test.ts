import { describe, expect, it } from "vitest";
import { ancestorPaths, entityAt, executionFor, lineage, nearestRow } from "@/lib/tree/lineage";
import { buildTree, isFinished } from "@/lib/tree/tree";
import type { TreeNode } from "@/lib/tree/tree";
import { SAMPLES, sample, storefront } from "@tests/support/samples";

const tree = buildTree(storefront());
const row = (end: string) => tree.nodes.find((node) => node.path.endsWith(end));
const BUNDLE = "cluster:eu-west-1b/bundle:eu-west-1b";

describe("buildTree", () => {
  it("makes one row of a cluster and its bundle, and none of the release", () => {
    const types = new Set(tree.nodes.map((node) => node.type));
    expect(types).toEqual(new Set(["wave", "cluster", "app"]));
    expect(row("cluster:eu-west-1b")?.detail).toBe("storefront-core");
    expect(tree.nodes).toHaveLength(5 + 20 + 240);
  });

  it("keeps the order of the answer and numbers the levels as aria-level does", () => {
    const waves = tree.root.children.map((wave) => wave.label);
    expect(waves).toEqual(["Wave 1", "Wave 2", "Wave 3", "Wave 4", "Wave 5"]);
    expect(row("app:checkout")?.level).toBe(3);
  });

  it("leads a bundle's path to its cluster's row", () => {
    const cluster = row("cluster:eu-west-1b");
    expect(tree.rowOf.get(`${cluster?.path ?? ""}/bundle:eu-west-1b`)).toBe(cluster);
  });

  it("shows the worst below and since when the first child has it", () => {
    const wave = tree.root.children[1];
    expect(wave?.status).toBe("failed");
    expect(wave?.since).toBe(Date.parse("2026-11-24T11:58:07Z"));
    const central = row("cluster:eu-central-1a");
    expect([central?.status, central?.stuck]).toEqual(["retrying", true]);
    expect(central?.since).toBe(Date.parse("2026-11-24T11:49:12Z"));
  });

  it("takes the latest change below as a parent's own", () => {
    expect(tree.root.children[1]?.changed).toBe(Date.parse("2026-11-24T12:04:27Z"));
  });

  it("does not make less of a wave that succeeded with skipped parts", () => {
    const shown = buildTree(sample("skipped beside succeeded").tree).root.children[1];
    expect([shown?.status, shown?.done, shown?.total]).toEqual(["succeeded", 1, 2]);
  });

  it("shows a wave that a person holds as one that needs approval", () => {
    const held = buildTree(sample("held wave").tree);
    expect(held.root.children.map(({ word }) => word)).toEqual([
      "Succeeded",
      "Needs approval",
      "Not started",
    ]);
    expect(held.root.children[1]?.since).toBe(Date.parse("2026-11-24T09:13:00Z"));
  });

  it("knows the target version only where apps speak of it", () => {
    expect(tree.targetVersion).toBe("2026.48.2");
    const own = storefront();
    own.release.version = "9.9";
    own.release.previous_version = null;
    expect(buildTree(own).targetVersion).toBeNull();
  });

  it("survives a tree without anything below", () => {
    const bare = buildTree(sample("no waves").tree);
    expect([bare.nodes.length, bare.root.total, bare.currentWave]).toEqual([0, 0, null]);
    expect(bare.root.since).toBe(Date.parse("2026-11-24T11:38:00Z"));
  });

  it.each(SAMPLES)("never says that something changed before it came to be so: %s", (name) => {
    const { root, nodes } = buildTree(sample(name).tree);
    const wrong = [root, ...nodes].filter(({ since, changed }) => (since ?? 0) > (changed ?? 0));
    expect(wrong).toEqual([]);
  });
});

describe("walking up", () => {
  const app = (id: string) => {
    const found = row(`${BUNDLE}/app:${id}`);
    if (!found) throw new Error(id);
    return found;
  };
  const types = (...of: Parameters<typeof lineage>) => lineage(...of).map(({ type }) => type);

  it("names every parent from the nearest to the release", () => {
    const cluster = app("checkout").parent;
    if (!cluster?.bundle) throw new Error("no bundle");
    expect(types(app("checkout"))).toEqual(["app", "bundle", "cluster", "wave", "release"]);
    expect(types(cluster, cluster.bundle)).toEqual(["bundle", "cluster", "wave", "release"]);
    expect(types(cluster)).toEqual(["cluster", "wave", "release"]);
    expect(entityAt(tree, cluster.bundle.path)).toBe(cluster.bundle);
  });

  it("finds the run that answers for an inline part", () => {
    const idOf = (node: TreeNode) => executionFor(node)?.workflow_id;
    expect(idOf(app("notifications"))).toBe("bundle:eu-west-1b");
    expect(idOf(app("checkout"))).toBe("app:checkout");
  });

  it("lists what must be open for a row to be seen", () => {
    const paths = ancestorPaths(app("checkout"));
    expect(paths.map((path) => path.split("/").at(-1))).toEqual([
      "cluster:eu-west-1b",
      "wave:wave-2",
    ]);
  });

  it("falls back to the nearest ancestor that is still there", () => {
    expect(nearestRow(tree, `${app("checkout").path}-gone`)?.label).toBe("eu-west-1b");
    expect(nearestRow(tree, "release:other/wave:x")).toBeNull();
  });
});

it("counts failed as not finished: somebody should look", () => {
  expect(isFinished("failed")).toBe(false);
  expect(isFinished("skipped")).toBe(true);
});
