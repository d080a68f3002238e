import { describe, expect, it } from "vitest";
import { ancestorPaths, entityAt, executionFor, lineage, nearestRow } from "@/lib/tree/lineage";
import { buildTree, isFinished, nameOf, waveDetail } from "@/lib/tree/tree";
import type { TreeNode } from "@/lib/tree/tree";
import { makeApp, makeCluster, makeRelease, makeWave } from "./factories";
import { storefront } from "./storefront";

const tree = buildTree(storefront());
const row = (end: string) => tree.nodes.find((node) => node.path.endsWith(end));
const BUNDLE = "cluster:eu-west-1b/bundle:storefront-core";

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
    expect(tree.rowOf.get(`${cluster?.path ?? ""}/bundle:storefront-core`)).toBe(cluster);
  });

  it("shows the worst below and since when the first child has it", () => {
    const wave = tree.root.children[1];
    expect(wave?.status).toBe("failed");
    expect(wave?.open).toBe(true);
    expect(wave?.since).toBe(Date.parse("2026-11-24T11:58:07Z"));
    const central = row("cluster:eu-central-1a");
    expect([central?.status, central?.stuck]).toEqual(["retrying", true]);
    expect(central?.since).toBe(Date.parse("2026-11-24T11:49:12Z"));
  });

  it("takes the latest change below as a parent's own", () => {
    expect(tree.root.children[1]?.changed).toBe(Date.parse("2026-11-24T12:04:27Z"));
  });

  it("shows the worse of a cluster and its bundle", () => {
    const cluster = makeCluster("r/w", "a", () => [], { status: "succeeded" });
    const bundle = cluster.bundle && {
      ...cluster.bundle,
      status: "failed" as const,
      health: "failed" as const,
    };
    const wave = makeWave(1, "x", () => [{ ...cluster, bundle: bundle ?? null, health: "failed" }]);
    const shown = buildTree({ release: makeRelease([wave]) });
    expect(shown.nodes.find((node) => node.type === "cluster")?.status).toBe("failed");
  });

  it("does not make less of a wave that succeeded with skipped parts", () => {
    const skipped = (path: string) => [
      makeApp(path, "a"),
      makeApp(path, "b", { status: "skipped" }),
    ];
    const wave = makeWave(
      1,
      "x",
      (path) => [makeCluster(path, "c", skipped, { status: "succeeded" })],
      { status: "succeeded" },
    );
    const shown = buildTree({ release: makeRelease([wave]) }).root.children[0];
    expect([shown?.status, shown?.done, shown?.total]).toEqual(["succeeded", 1, 2]);
  });

  it("knows the target version only where apps speak of it", () => {
    expect(tree.targetVersion).toBe("2026.48.2");
    const own = (path: string) => [makeApp(path, "a", { version: "1.4.0" })];
    const wave = makeWave(1, "x", (path) => [makeCluster(path, "c", own)]);
    expect(buildTree({ release: makeRelease([wave]) }).targetVersion).toBeNull();
  });

  it("survives a tree without anything below", () => {
    const bare = buildTree({ release: makeRelease([]) });
    expect([bare.nodes.length, bare.root.total, bare.root.since]).toEqual([
      0,
      0,
      Date.parse("2026-11-24T11:47:20Z"),
    ]);
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
    expect(idOf(app("notifications"))).toBe("bundle:storefront-2026.48.2:eu-west-1b");
    expect(idOf(app("checkout"))).toBe("app:storefront-2026.48.2:eu-west-1b:checkout");
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

describe("names", () => {
  it.each([
    // What stands above says it already.
    ["release:shop/wave:shop:1/cluster:shop:eu/bundle:shop:eu/app:shop:eu:web", "web"],
    ["release:shop/wave:shop:2", "2"],
    ["release:shop/wave:shop:eu:west", "eu:west"],
    // What nothing above says is not lost: two such apps would read the same.
    ["release:a/wave:1/cluster:c/bundle:b/app:web:1", "web:1"],
    ["release:a/wave:1/cluster:1", "1"],
    ["release:shop", "shop"],
  ])("falls back to what the id at %s does not share with those above: %s", (path, name) => {
    expect(nameOf({ id: path.slice(path.lastIndexOf("/") + 1), name: null, path })).toBe(name);
  });

  it.each([
    ["release:shop-2.0/wave:shop-2.0:2", null],
    ["release:a/wave:shop-2.0:2", null],
    ["release:a/wave:wave-2", null],
    ["release:a/wave:a:0", null],
    ["release:a/wave:02", null],
    ["release:a/wave:a:europe", "europe"],
  ])("has no number beside the number of a nameless wave: %s", (path, detail) => {
    const id = path.slice(path.lastIndexOf("/") + 1);
    expect(waveDetail({ id, name: null, path }, 2)).toBe(detail);
  });

  it.each([
    ["Wave 2", null],
    ["2", null],
    ["2 regions", "2 regions"],
    ["wave-2", null],
    ["Wave 2: Europe", "Europe"],
    ["wave 02 - Europe", "Europe"],
    ["Early Europe", "Early Europe"],
    ["Wave 21", "Wave 21"],
  ])("calls wave 2, named %s, %s besides its number", (name, detail) => {
    expect(waveDetail({ id: "wave:w", name }, 2)).toBe(detail);
  });

  it("counts failed as not finished: somebody should look", () => {
    expect(isFinished("failed")).toBe(false);
    expect(isFinished("skipped")).toBe(true);
  });
});
