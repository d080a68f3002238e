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
import type { App, Status } from "@/types/entities";
import { NOW, sample, storefront } from "@tests/support/samples";

const [TARGET, BEFORE] = ["7.1", "7.0"];

/** A release with an app of this status, which says these versions. */
function treeOf(status: Status, said: Partial<App>) {
  const { tree } = sample(`an app that is ${status}`);
  const [, wave] = tree.release.waves;
  const apps = wave?.clusters[0]?.bundle?.apps ?? [];
  const [, app] = apps;
  if (!app) throw new Error("no app");
  Object.assign(app, said);
  const first = tree.release.waves[0]?.clusters[0]?.bundle?.apps[0];
  if (first) first.version = TARGET;
  return buildTree(tree);
}

function said(status: Status, versions: Partial<App>): string | null {
  const tree = treeOf(status, versions);
  const node = tree.nodes.find(({ id, path }) => id === "app:api" && path.includes("eu-2"));
  return node ? rowView(tree, node, NOW, "utc", null).version : null;
}

const OPEN = STATUSES.filter((status) => status !== "succeeded");

describe("the version of an app", () => {
  it.each(OPEN)("is a wish while it is %s", (status) => {
    const wanted = `${BEFORE}, wants ${TARGET}`;
    expect(said(status, { version: TARGET, previous_version: BEFORE })).toBe(wanted);
    expect(said(status, { version: TARGET })).toBe(`wants ${TARGET}`);
    expect(said(status, { version: null })).toBe(`wants ${TARGET}`);
    expect(said(status, { version: null, previous_version: BEFORE })).toBe(wanted);
    expect(said(status, { version: BEFORE })).toBe(wanted);
    expect(said(status, { version: "1.4", previous_version: "1.3" })).toBe("1.3, wants 1.4");
    expect(said(status, { version: TARGET, previous_version: TARGET })).toBe(TARGET);
  });

  it("is a fact once it has succeeded", () => {
    expect(said("succeeded", { version: TARGET, previous_version: BEFORE })).toBe(TARGET);
    expect(said("succeeded", { version: BEFORE })).toBe(BEFORE);
    expect(said("succeeded", { version: null })).toBeNull();
  });
});

describe("the version of what apps are in", () => {
  it("is neither the one nor the other while only some of them have it", () => {
    const tree = buildTree(storefront());
    const version = (label: string) => {
      const entity = tree.nodes.find((node) => node.label === label)?.entity;
      return entity ? versionText(versionsOf(tree, entity)) : null;
    };
    expect(version("eu-west-1b")).toBe("wants 2026.48.2");
    expect(version("eu-west-1a")).toBe("2026.48.2");
    expect(version("Wave 3")).toBe("wants 2026.48.2");
  });
});

it("leaves the page in two columns", () => {
  const tree = treeOf("failed", { version: TARGET, previous_version: BEFORE });
  const all = new Set(tree.rowOf.keys());
  const rows = visibleRows(tree, NO_FILTER, { expanded: all, flipped: new Set() });
  const [head, ...lines] = exportRows(tree, rows, "csv").split("\r\n");
  const at = (name: string) => head?.split(",").indexOf(name) ?? -1;
  const app = lines.find((line) => line.includes(",failed,failed,"))?.split(",") ?? [];
  expect([app[at("version_runs")], app[at("version_wanted")]]).toEqual([BEFORE, TARGET]);
});
