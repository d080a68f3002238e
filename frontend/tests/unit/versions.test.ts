/**
 * What runs is told apart from what is wanted. The kind: every status an app can have, with and without the version
 * that it comes from, a workflow that says the old version itself, and parents of which only some apps have it.
 */
import { describe, expect, it } from "vitest";
import { exportRows } from "@/lib/tree/exportRows";
import { rowView } from "@/lib/tree/rowView";
import { buildTree } from "@/lib/tree/tree";
import { versionText, versionsOf } from "@/lib/tree/versions";
import { NO_FILTER, visibleRows } from "@/lib/tree/visible";
import { STATUSES } from "@/types/entities";
import type { App } from "@/types/entities";
import { BEFORE, NOW, TARGET, makeApp, makeCluster, makeRelease, makeWave } from "./factories";

function treeOf(...apps: Partial<App>[]) {
  const wave = makeWave(1, "Canary", (path) => [
    makeCluster(path, "eu-1", (parent) =>
      apps.map((app, index) => makeApp(parent, `app-${String(index)}`, app)),
    ),
  ]);
  return buildTree({ release: makeRelease([wave]) });
}

function said(app: Partial<App>): string | null {
  const tree = treeOf(app, { status: "succeeded" });
  const node = tree.nodes.find(({ type }) => type === "app");
  return node ? rowView(tree, node, NOW, "utc", null).version : null;
}

const OPEN = STATUSES.filter((status) => status !== "succeeded");

describe("the version of an app", () => {
  it.each(OPEN)("is a wish while it is %s", (status) => {
    const wanted = `${BEFORE}, wants ${TARGET}`;
    expect(said({ status, version: TARGET, previous_version: BEFORE })).toBe(wanted);
    expect(said({ status, version: TARGET })).toBe(`wants ${TARGET}`);
    expect(said({ status, version: null })).toBe(`wants ${TARGET}`);
    expect(said({ status, version: null, previous_version: BEFORE })).toBe(wanted);
    expect(said({ status, version: BEFORE })).toBe(wanted);
    expect(said({ status, version: "1.4", previous_version: "1.3" })).toBe("1.3, wants 1.4");
    expect(said({ status, version: TARGET, previous_version: TARGET })).toBe(TARGET);
  });

  it("is a fact once it has succeeded", () => {
    expect(said({ status: "succeeded", version: TARGET, previous_version: BEFORE })).toBe(TARGET);
    expect(said({ status: "succeeded", version: BEFORE })).toBe(BEFORE);
    expect(said({ status: "succeeded", version: null })).toBeNull();
  });
});

describe("the version of what apps are in", () => {
  const cluster = (...apps: Partial<App>[]) => {
    const tree = treeOf(...apps);
    const found = tree.nodes.find(({ type }) => type === "cluster");
    if (!found) throw new Error("no cluster");
    const entity = { ...found.entity, previous_version: BEFORE };
    return versionText(versionsOf(tree, entity));
  };

  it("is neither the one nor the other while only some of them have it", () => {
    expect(cluster({ status: "failed" }, { status: "pending" })).toBe(`${BEFORE}, wants ${TARGET}`);
    expect(cluster({ status: "succeeded" }, { status: "failed" })).toBe(`wants ${TARGET}`);
  });
});

it("leaves the page in two columns", () => {
  const tree = treeOf({ status: "failed", version: TARGET, previous_version: BEFORE });
  const all = new Set(tree.rowOf.keys());
  const rows = visibleRows(tree, NO_FILTER, { expanded: all, flipped: new Set() });
  const [head, ...lines] = exportRows(tree, rows, "csv").split("\r\n");
  const at = (name: string) => head?.split(",").indexOf(name) ?? -1;
  const app = lines.at(-1)?.split(",") ?? [];
  expect([app[at("version_runs")], app[at("version_wanted")]]).toEqual([BEFORE, TARGET]);
});
