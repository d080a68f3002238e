import { describe, expect, it } from "vitest";
import {
  compareItems,
  csvRows,
  placeOf,
  shownWaves,
  sideNote,
  waitingWaves,
  waveTime,
} from "@/lib/compare/rows";
import { comparedTitle, exportedSide, parseSide, sideKey } from "@/lib/compare/sides";
import type { ComparedWave } from "@/types/entities";
import { comparison } from "../support/comparison";

const NO_FOLDS: ReadonlySet<never> = new Set();

describe("sides", () => {
  it("are named by release, or by release and moment", () => {
    expect(parseSide("release:a")).toEqual({ id: "release:a", at: null });
    const then = exportedSide("release:a", "2026-11-24T11:47:12.5Z");
    expect(sideKey(then)).toBe("release:a@2026-11-24T11:47:12Z");
    expect(parseSide(sideKey(then))).toEqual(then);
    expect(parseSide(null)).toBeNull();
  });

  it("share their name where they have the same", () => {
    const a = { id: "release:a", name: "Shop", version: "1" };
    expect(comparedTitle(a, { ...a, id: "release:b", version: "2" })).toEqual({
      name: "Shop",
      rest: "1 with 2",
    });
    expect(comparedTitle(a, a).rest).toBe("1 at two moments");
    const other = { id: "release:c", name: "Catalog", version: null };
    expect(comparedTitle(a, other)).toEqual({ name: "Shop 1", rest: "with Catalog" });
  });
});

describe("rows", () => {
  const told = comparison();
  const all = { find: "", change: null, open: NO_FOLDS };

  it("come by finding, each named at its first, and then the folds", () => {
    const items = compareItems(told, all);
    const named = items.map((item) =>
      item.kind === "fold" ? item.key : `${item.row.finding}${item.isFirst ? " first" : ""}`,
    );
    expect(named.join(", ")).toBe(
      "worse first, worse, worse, slower first, slower, version first, added first, gone first, same, not_done",
    );
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });

  it("are found by app, place and cause, and chosen by finding", () => {
    const apps = (part: object) =>
      compareItems(told, { ...all, ...part }).flatMap((item) =>
        item.kind === "row" ? [item.row.app] : [],
      );
    expect(apps({ find: "IMAGEPULL" })).toEqual(["checkout"]);
    expect(apps({ change: "slower" })).toEqual(["catalog", "search"]);
    expect(apps({ open: new Set(["same"]) }).length).toBeGreaterThan(8);
  });

  it("say what a side took, or how many of it are done", () => {
    const of = (app: string) => told.changes.find((row) => row.app === app);
    const [slow, added] = [of("catalog"), of("gift-cards")];
    expect(slow?.b && sideNote(slow.b, "slower")).toBe("7 min");
    expect(added?.b && sideNote(added.b, "added")).toBe("2 of 20 done");
    expect(csvRows(told.changes)[0]).toMatchObject({ finding: "worse", app: "checkout" });
    expect(placeOf(added?.b?.paths[0] ?? "")).toMatch(/^wave-\d \/ [\w-]+$/);
  });
});

describe("waves", () => {
  const wave = (differs: boolean): ComparedWave => ({
    label: "Wave 1",
    differs,
    headline: "",
    detail: "",
  });

  it("say no time that is not known", () => {
    const time = { path: "", status: "running", word: "In progress", so_far: true } as const;
    expect(waveTime(undefined)).toBe("–");
    expect(waveTime({ ...time, so_far: false })).toBe("In progress");
    expect(waveTime({ ...time, seconds: 0 })).toBe("just begun");
    expect(waveTime({ ...time, seconds: 1020 })).toBe("17 min so far");
  });

  it("leave out those that do not differ, where there are many", () => {
    expect(shownWaves([wave(false)]).left).toBe(0);
    const { shown, left } = shownWaves([
      ...Array.from({ length: 9 }, () => wave(false)),
      wave(true),
    ]);
    expect([shown.length, left]).toEqual([1, 9]);
  });

  it("stand in one line on a phone where B has to wait for another first", () => {
    const { waves } = comparison();
    expect(waitingWaves(waves)).toEqual({
      count: 2,
      label: "Waves 4 and 5",
      detail: "24 to 25 min, not started",
    });
    expect(waitingWaves(waves.slice(0, 4))).toBeNull();
    expect(waitingWaves([...waves, ...waves.slice(4)])?.label).toBe("Waves 4 to 5");
    const timeless = waves.map((one) => ({ ...one, a: null }));
    expect(waitingWaves(timeless)?.detail).toBe("not started");
    expect(waitingWaves(waves.map(({ a, ...one }) => ({ ...one, b: a ?? null })))).toBeNull();
  });
});
