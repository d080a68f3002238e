import { describe, expect, it } from "vitest";
import { alikeIn, folded } from "@/lib/versions/alike";
import { beyondOf } from "@/lib/versions/beyond";
import { differenceFrom, gridItems, moved, troubleFrom } from "@/lib/versions/grid";
import { facetCounts, filtered } from "@/lib/versions/filter";
import type { Facet } from "@/lib/versions/facets";
import { arrivingText } from "@/lib/versions/arriving";
import { columnsByWave, columnsInOrder, columnsOf, spansOf } from "@/lib/versions/regions";
import { stripOf } from "@/lib/versions/strip";
import { kindOf, tableRow, tableRows, worstByCluster } from "@/lib/versions/table";
import { sharedPrefix, shortVersion, splitVersion } from "@/lib/versions/version";
import {
  badgeOf,
  cellSentence,
  csvRows,
  firstOf,
  nodeLink,
  reasonOf,
  troublesIn,
} from "@/lib/versions/words";
import { brought, cell } from "../support/versions";
import type { VersionRow } from "@/types/entities";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const ALL = { q: "", differences: false, facets: [] };

const even = { app: "even", cells: [cell("eu-1", "1.0"), cell("us-1", "1.0")] };
const uneven = {
  app: "uneven",
  cells: [cell("eu-1", "2.0"), cell("us-1", "1.0"), cell("us-2", "1.0")],
};
const failed = brought("2.0", "failed", "Failed", { cause: "no such image" });
const broken = { app: "broken", cells: [cell("eu-1", "1.0", [failed])] };
const CLUSTERS = ["eu-1", "us-1", "us-2"];

describe("the table of versions", () => {
  it("puts apps first that need a person, then those that differ", () => {
    const rows = tableRows([even, uneven, broken]);
    expect(rows.map(({ app, group }) => [app, group])).toEqual([
      ["broken", "attention"],
      ["uneven", "differ"],
      ["even", "same"],
    ]);
    expect(rows[0] && reasonOf(rows[0])).toEqual({
      where: "Failed in eu-1",
      why: "no such image",
      status: "failed",
    });
    const heads = (isTooSoon: boolean) =>
      gridItems(folded(rows, new Map(), new Set()), isTooSoon).flatMap((item) =>
        item.kind === "group" ? [[item.section, item.count]] : [],
      );
    expect(heads(false)).toEqual([
      ["attention", 1],
      ["differ", 1],
      ["same", 1],
    ]);
    expect(heads(true)).toEqual([
      ["attention", 1],
      ["soFar", 2],
    ]);
  });

  it("counts what apps need a person for, the worst first", () => {
    const stuck = brought("2.0", "retrying", "Stuck");
    const troubles = ["a", "b"].map((app) => ({ app, cells: [cell("eu-1", "1.0", [stuck])] }));
    const both = { ...cell("eu-1", "1.0", [failed, stuck]), conflict: true };
    const rows = tableRows([...troubles, even, broken, { app: "both", cells: [both] }]);
    expect(troublesIn(rows).map(({ text }) => text)).toEqual([
      "1 failed",
      "2 stuck",
      "1 at two releases",
    ]);
    expect(troublesIn(tableRows([even, uneven]))).toEqual([]);
  });

  it("tells what most clusters run, and at equal counts what arrived later", () => {
    expect(tableRow(uneven).mostRun).toBe("1.0");
    const later = cell("eu-1", "2.0");
    if (later.runs) later.runs.at = "2026-11-24T11:59:00Z";
    expect(tableRow({ app: "tie", cells: [cell("us-1", "1.0"), later] }).mostRun).toBe("2.0");
  });

  it("never shows as running what was read too long ago", () => {
    const stale = cell("eu-1", "1.0");
    if (stale.runs) stale.runs.stale = true;
    expect(kindOf(stale, "1.0")).toBe("stale");
    const said = cellSentence(stale, { now: NOW, isAllRead: true });
    expect(said).toContain("Last known to run 1.0");
    expect(kindOf(cell("eu-1", "1.0", [{ ...failed, stale: true }]), "1.0")).toBe("stale");
  });

  it("does not take what nobody has read for something that is not there", () => {
    expect(cellSentence(undefined, { now: NOW, isAllRead: false })).toContain("Not known yet");
    expect(cellSentence(undefined, { now: NOW, isAllRead: true })).toContain("still keeps");
  });

  it("shows two releases on one cell", () => {
    const both = { ...cell("eu-1", "1.0", [failed]), conflict: true };
    expect(kindOf(both, "1.0")).toBe("conflict");
    expect(tableRow({ app: "a", cells: [both] }).group).toBe("attention");
  });

  it("filters columns by cluster, and rows by app or version", () => {
    const rows = tableRows([even, uneven, broken]);
    const found = (q: string) => filtered(rows, CLUSTERS, { ...ALL, q });
    expect(found("US").clusters).toEqual(["us-1", "us-2"]);
    expect(found("US").rows).toHaveLength(3);
    expect(found("2.0").rows.map(({ app }) => app)).toEqual(["broken", "uneven"]);
    const different = filtered(rows, CLUSTERS, { ...ALL, differences: true });
    expect(different.rows.map(({ app }) => app)).toEqual(["broken", "uneven"]);
    expect(different.clusters).toEqual(["eu-1"]);
  });

  it("tells what most run only once enough clusters are known", () => {
    expect(tableRow(uneven, undefined, 4)).toMatchObject({ mostRun: null, alsoRun: { length: 2 } });
    expect(tableRow(uneven, undefined, 3)).toMatchObject({
      mostRun: "1.0",
      alsoRun: { length: 1 },
    });
  });

  it("shortens what all clusters share, and keeps two parts", () => {
    const prefix = sharedPrefix(["2026.48.2", "2026.47.3"]);
    expect(prefix).toBe("2026.");
    expect(shortVersion("2026.48.2", prefix)).toBe("48.2");
    expect(splitVersion("2026.47.3", prefix)).toEqual({ shared: "2026.", rest: "47.3" });
    expect(sharedPrefix(["2026.48.2", "hotfix", "2026.47.3"])).toBe("2026.");
    expect(sharedPrefix(["hotfix", "2026.47.3"])).toBe("");
    expect(sharedPrefix(["4.0.0-rc.2", "4.0.0-rc.2", "2026.48.2"])).toBe("");
    expect(shortVersion("2026.48.2", "")).toBe("…48.2");
    expect(shortVersion("4.0.0-rc.2", prefix)).toBe("…0-rc.2");
    expect(sharedPrefix(["1.2.3.4"])).toBe("1.2.");
    expect(shortVersion("1.2.3", sharedPrefix(["1.2.3", "1.2.4"]))).toBe("1.2.3");
    expect(shortVersion("build-20261124-rc.2", "")).toBe("…4-rc.2");
    expect(splitVersion("build-20261124-rc.2", "")).toEqual({ shared: "", rest: "…1124-rc.2" });
  });

  it("speaks of what is on top of a cell first, else of what runs", () => {
    expect(firstOf(cell("eu-1", "1.0", [failed]))).toBe(failed);
    expect(firstOf(cell("eu-1", "1.0"))?.version).toBe("1.0");
    expect(nodeLink(failed)).toBe(
      `/releases/release:r-2.0?node=${encodeURIComponent("release:r-2.0/app:a")}`,
    );
  });

  it("tells which version an open release brings, and how far it has come", () => {
    const releases = [
      { id: "release:r-3.0", open: true, read: true },
      { id: "release:r-2.0", name: "Shop", open: true, read: true },
      { id: "release:r-1.0", open: false, read: true },
    ];
    const rowOf = (app: VersionRow) => tableRows([app], releases)[0];
    const arriving = rowOf(uneven)?.arriving ?? null;
    expect(rowOf(uneven)?.release).toBe("Shop");
    expect(arriving).toEqual({ version: "2.0", runsIn: 1, of: 3 });
    expect(arrivingText(arriving, "")).toBe("2.0 1 of 3");
    expect(rowOf(even)?.arriving).toBeNull();
    const newer = cell("us-3", "1.0", [brought("3.0", "running", "In progress")]);
    const both = { app: "both", cells: [...uneven.cells, newer] };
    expect(rowOf(both)?.arriving).toEqual({ version: "3.0", runsIn: 0, of: 4 });
    const first = { app: "new", cells: [cell("eu-1", "2.0")] };
    expect(arrivingText(rowOf(first)?.arriving ?? null, "")).toBe("2.0 in 1");
  });

  it("puts columns under their regions, and leaves names whole where no region has two", () => {
    const columns = columnsOf(["eu-west-1b", "us-prod", "eu-west-1a", "canary", "us-test"]);
    expect(columns.map(({ region, rest }) => [region, rest])).toEqual([
      ["eu-west-1", "b"],
      ["eu-west-1", "a"],
      ["us", "prod"],
      ["us", "test"],
      ["", "canary"],
    ]);
    expect(spansOf(columns).map(({ region, count }) => [region, count])).toEqual([
      ["eu-west-1", 2],
      ["us", 2],
      ["", 1],
    ]);
    const alone = columnsOf(["eu-1", "us-1"]);
    expect(alone.map(({ rest }) => rest)).toEqual(["eu-1", "us-1"]);
    expect(spansOf(alone)).toEqual([]);
  });

  it("puts columns under the waves of a release, each once, and the others last", () => {
    const waves = [
      { label: "Wave 1", clusters: ["us-1", "not in the table"] },
      { label: "Wave 2", clusters: ["eu-2", "us-1"] },
    ];
    const columns = columnsByWave(["eu-1", "eu-2", "us-1"], waves);
    expect(columns.map(({ cluster, region }) => [cluster, region])).toEqual([
      ["us-1", "Wave 1"],
      ["eu-2", "Wave 2"],
      ["eu-1", "In no wave"],
    ]);
    expect(spansOf(columnsInOrder(["eu-1a", "eu-1b"]))).toEqual([]);
  });

  it("puts the worst trouble of a column over it", () => {
    const stuck = brought("2.0", "retrying", "Stuck");
    const rows = tableRows([
      { app: "a", cells: [cell("eu-1", "1.0", [stuck]), cell("us-1", "1.0")] },
      { app: "b", cells: [cell("eu-1", "1.0", [failed])] },
    ]);
    expect([...worstByCluster(rows)]).toEqual([["eu-1", failed]]);
  });

  it("says in a badge what is worst, and in the past what was read too long ago", () => {
    const running = brought("3.0", "running", "In progress");
    expect(badgeOf(cell("eu-1", "1.0", [running, failed]))?.word).toBe("Failed");
    expect(badgeOf(cell("eu-1", "1.0", [{ ...running, stale: true }]))).toEqual({
      status: "unknown",
      word: "Was in progress",
      stuck: false,
    });
    expect(badgeOf(undefined)).toBeNull();
  });

  it("exports a line for each app and cluster, known or not", () => {
    const rows = csvRows(tableRows([broken]), ["eu-1", "us-1"]);
    expect(
      rows.map((row) => [
        row.cluster,
        row.region,
        row.version,
        row.on_top_word,
        row.on_top_cause,
        row.known,
      ]),
    ).toEqual([
      ["eu-1", "eu", "1.0", "Failed", "no such image", "yes"],
      ["us-1", "us", undefined, undefined, undefined, "no"],
    ]);
  });

  it("draws a row as a strip by region, and joins only what is calm", () => {
    const cells = [
      cell("eu-1", "1.0"),
      cell("eu-2", "1.0"),
      cell("us-1", "2.0"),
      cell("us-2", "1.0", [failed]),
    ];
    const row = tableRow({ app: "a", cells });
    const columns = columnsOf(["eu-1", "eu-2", "us-1", "us-2", "us-3"]);
    const drawn = stripOf(row, columns).map((region) =>
      region.map(({ kind, column, count }) => [kind, column, count]),
    );
    expect(drawn).toEqual([
      [["same", 0, 2]],
      [
        ["other", 2, 1],
        ["trouble", 3, 1],
        ["absent", 4, 1],
      ],
    ]);
  });

  it("leaves out of a strip without room the regions that a row has nothing in", () => {
    const row = tableRow({ app: "a", cells: [cell("eu-1", "1.0")] });
    const columns = columnsOf(["eu-1", "eu-2", "us-1", "us-2"]);
    const places = (isWhole: boolean) =>
      stripOf(row, columns, isWhole).map((region) => region.map(({ column }) => column));
    expect(places(true)).toEqual([[0, 1], [2]]);
    expect(places(false)).toEqual([[0, 1]]);
  });

  it("goes from difference to difference in a row, also from its name", () => {
    const cells = { rows: tableRows([uneven]), clusters: ["us-1", "eu-1", "us-2"] };
    const different = { row: 0, column: 1 };
    expect(differenceFrom({ row: 0, column: -1 }, 1, cells)).toEqual(different);
    expect(differenceFrom({ row: 0, column: -1 }, -1, cells)).toEqual(different);
    expect(differenceFrom(different, 1, cells)).toEqual(different);
    expect(differenceFrom(different, 1, { ...cells, rows: tableRows([even]) })).toBeNull();
  });

  it("counts what differs out of view, by the worst, the nearest first", () => {
    const cells = [
      cell("a", "2.0"),
      cell("b", "1.0", [failed]),
      cell("c", "1.0"),
      cell("d", "1.0"),
    ];
    const row = tableRow({ app: "a", cells });
    const clusters = ["a", "b", "c", "d"];
    expect(beyondOf(row, clusters, { first: 2, last: 3 })).toEqual({
      before: { count: 2, nearest: 1, status: "failed" },
      after: null,
    });
    expect(beyondOf(row, clusters, { first: 0, last: 0 }).after?.nearest).toBe(1);
  });

  it("goes from trouble to trouble, and round", () => {
    const rows = tableRows([even, broken, { app: "too", cells: [cell("us-1", "1.0", [failed])] }]);
    const table = { rows, clusters: CLUSTERS };
    const first = { row: 0, column: 0 };
    const second = { row: 1, column: 1 };
    expect(troubleFrom(first, 1, table)).toEqual(second);
    expect(troubleFrom(second, 1, table)).toEqual(first);
    expect(troubleFrom(first, -1, table)).toEqual(second);
    expect(troubleFrom(first, 1, { rows: tableRows([even]), clusters: CLUSTERS })).toBeNull();
  });

  it("moves from cell to cell and stays inside", () => {
    const size = { rows: 2, columns: 3 };
    const press = (key: string, ctrlKey = false) => ({ key, ctrlKey });
    expect(moved({ row: 0, column: 0 }, press("ArrowUp"), size)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 0, column: 0 }, press("ArrowRight"), size)).toEqual({ row: 0, column: 1 });
    expect(moved({ row: 0, column: 0 }, press("End", true), size)).toEqual({ row: 1, column: 2 });
    expect(moved({ row: 0, column: 0 }, press("ArrowLeft"), size)).toEqual({ row: 0, column: -1 });
    expect(moved({ row: 0, column: -1 }, press("ArrowLeft"), size)).toEqual({
      row: 0,
      column: -1,
    });
    expect(moved({ row: 0, column: 0 }, press("a"), size)).toBeNull();
  });
});

it("finds apps by what is the matter somewhere, joined by or", () => {
  const stale = cell("eu-1", "1.0", [brought("2.0", "running", "In progress", { stale: true })]);
  const both = { ...cell("eu-1", "1.0"), conflict: true };
  const rows = tableRows([
    even,
    uneven,
    broken,
    { app: "lost", cells: [stale] },
    { app: "twice", cells: [both] },
  ]);
  expect(facetCounts(rows, CLUSTERS, ALL)).toEqual({
    all: 5,
    differ: 4,
    failed: 1,
    retrying: 0,
    unknown: 1,
    running: 0,
    conflict: 1,
  });
  const named = (facets: readonly Facet[]) =>
    filtered(rows, CLUSTERS, { ...ALL, facets }).rows.map(({ app }) => app);
  expect(named(["failed", "conflict"])).toEqual(["broken", "twice"]);
  expect(named(["unknown"])).toEqual(["lost"]);
});

describe("apps that are alike in every cell", () => {
  const named = (app: string, version = "1.0") => ({
    app,
    cells: [cell("eu-1", version), cell("us-1", "1.0")],
  });
  const rows = tableRows(["a", "b", "c", "d"].map((app) => named(app)).concat(named("e", "2.0")));
  const groups = alikeIn(rows);
  const said = (opened: readonly string[]) =>
    folded(rows, groups, new Set(opened)).map(({ row, alike, isInside }) => [
      row.app,
      alike,
      isInside,
    ]);

  it("are one row until that is opened", () => {
    expect(said([])).toEqual([
      ["e", 0, false],
      ["a", 3, false],
    ]);
    expect(said(["a"])).toEqual([
      ["e", 0, false],
      ["a", 3, false],
      ["b", 0, true],
      ["c", 0, true],
      ["d", 0, true],
    ]);
    const counts = gridItems(folded(rows, groups, new Set(["a"]))).flatMap((item) =>
      item.kind === "group" ? [item.count] : [],
    );
    expect(counts).toEqual([1, 4]);
  });

  it("are of one release, fail for one reason, and are three or more", () => {
    expect(alikeIn(tableRows([named("a"), named("b")])).size).toBe(0);
    const other = cell("us-1", "1.0");
    if (other.runs) other.runs.release_id = "release:another";
    const apart = { app: "c", cells: [cell("eu-1", "1.0"), other] };
    expect(alikeIn(tableRows([named("a"), named("b"), apart])).size).toBe(0);
    const broke = (app: string, cause: string) => ({
      app,
      cells: [cell("eu-1", "1.0", [{ ...failed, cause }])],
    });
    const same = ["a", "b", "c"].map((app) => broke(app, "no such image"));
    expect(alikeIn(tableRows(same)).size).toBe(1);
    expect(alikeIn(tableRows([...same.slice(1), broke("d", "no room")])).size).toBe(0);
  });
});
