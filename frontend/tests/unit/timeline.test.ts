import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { panned, placeOf, ticksOf, wholeAxis, within, zoomed } from "@/lib/timeline/axis";
import { laneOf } from "@/lib/timeline/lane";
import { marksOf, noteSide, placedMarks } from "@/lib/timeline/marks";
import type { Mark, PlacedMark } from "@/lib/timeline/marks";
import { buildTree } from "@/lib/tree/tree";
import type { Tree } from "@/lib/tree/tree";
import type { App, Cluster, GivenApproval, Release, Wave } from "@/types/entities";

const MINUTE = 60_000;
const DAY = "2026-11-24";
const NOW = Date.parse(`${DAY}T12:00:00Z`);

function at(clock: string): string {
  return `${DAY}T${clock}:00Z`;
}

function ms(clock: string): number {
  return Date.parse(at(clock));
}

const CALM = { stuck: false, counts: {} } as const;

function app(facts: Partial<App>): App {
  const status = facts.status ?? "succeeded";
  const path = "release:a/wave:1/cluster:c/bundle:b/app:x";
  return { ...CALM, id: "app:x", type: "app", path, status, health: status, ...facts };
}

interface Facts {
  release?: Partial<Release>;
  wave?: Partial<Wave>;
  app?: Partial<App>;
  approvals?: GivenApproval[];
}

function treeOf(facts: Facts): Tree {
  const one = app(facts.app ?? {});
  const running = { ...CALM, status: "running", health: "running" } as const;
  const path = "release:a/wave:1";
  const cluster: Cluster = {
    ...running,
    id: "cluster:c",
    type: "cluster",
    path: `${path}/cluster:c`,
    bundle: {
      ...running,
      id: "bundle:b",
      type: "bundle",
      path: `${path}/cluster:c/bundle:b`,
      apps: [one],
    },
  };
  const wave: Wave = { ...running, id: "wave:1", type: "wave", path, clusters: [cluster] };
  const release: Release = {
    ...running,
    id: "release:a",
    type: "release",
    path: "release:a",
    started_at: at("11:00"),
    waves: [{ ...wave, ...facts.wave }],
    ...facts.release,
  };
  const approvals = facts.approvals ?? [];
  return buildTree({ release, problems: [], current_wave: 0, approvals });
}

function appLane(facts: Partial<App>, release: Partial<Release> = {}) {
  const tree = treeOf({ app: facts, release });
  const node = tree.nodes.find(({ type }) => type === "app");
  if (!node) throw new Error("no app");
  return laneOf(tree, node, { now: NOW, zone: "utc" });
}

function waveLane(facts: Facts) {
  const tree = treeOf(facts);
  const [wave] = tree.root.children;
  if (!wave) throw new Error("no wave");
  return laneOf(tree, wave, { now: NOW, zone: "utc" });
}

describe("the bars of a row", () => {
  it("go from begin to end", () => {
    const lane = appLane({ started_at: at("11:10"), ended_at: at("11:20") });
    expect(lane.segments).toEqual([
      { from: ms("11:10"), to: ms("11:20"), status: "succeeded", isTall: false, isLeft: false },
    ]);
    expect(lane.took).toBe("10 min");
    expect(lane.spoken).toBe("11:10 to 11:20, 10 min");
  });

  it("go to now while it is under way", () => {
    const lane = appLane({ status: "running", started_at: at("11:50") });
    expect(lane.segments.map(({ to }) => to)).toEqual([NOW]);
    expect(lane.took).toBe("10 min");
  });

  it("have beside them when a wave usually ends, counted from its begin", () => {
    const tree = treeOf({ wave: { started_at: at("11:50") } });
    const [wave] = tree.root.children;
    if (!wave) throw new Error("no wave");
    const usual = { least: 540, most: 720, releases: 7 };
    const lane = laneOf(tree, wave, { now: NOW, zone: "utc" }, usual);
    expect(lane.usual).toEqual({
      from: ms("11:59"),
      to: ms("12:02"),
      text: "usually 9 to 12 min",
    });
    expect(lane.spoken).toBe("since 11:50, 10 min, usually 9 to 12 min");
    expect(lane.isSlower).toBe(false);
    const short = { ...usual, least: 300, most: 540 };
    expect(laneOf(tree, wave, { now: NOW, zone: "utc" }, short).isSlower).toBe(true);
    expect(waveLane({}).usual).toBeNull();
  });

  it("of a parent are in progress until it began to fail", () => {
    const lane = waveLane({
      wave: { health: "failed", word: "Failing", started_at: at("11:00"), since: at("11:30") },
    });
    expect(lane.segments.map(({ status, from, isTall }) => [status, from, isTall])).toEqual([
      ["running", ms("11:00"), false],
      ["failed", ms("11:30"), true],
    ]);
  });

  it("leave a failed app dotted until now, but not in a release that is over", () => {
    const failed = { status: "failed", started_at: at("11:10"), ended_at: at("11:20") } as const;
    expect(appLane(failed).segments.map(({ isLeft }) => isLeft)).toEqual([false, true]);
    const over = appLane(failed, { ended_at: at("11:40") });
    expect(over.segments.map(({ isLeft }) => isLeft)).toEqual([false]);
  });

  it("end where it was done, of a run that is still open", () => {
    const done = { status: "succeeded", started_at: at("11:10") } as const;
    const lane = appLane({ ...done, updated_at: at("11:20") });
    expect(lane.segments.map(({ to }) => to)).toEqual([ms("11:20")]);
    expect(lane.took).toBe("10 min");
    const untold = appLane(done);
    expect([untold.segments, untold.point, untold.took]).toEqual([[], ms("11:10"), null]);
    expect(untold.note).toBe("begun 11:10, end not told");
  });

  it("begin with the wait for an approval where it is told", () => {
    const given = { path: "release:a/wave:1", label: "Wave 1", at: at("11:05") };
    const wave = { started_at: at("11:05") };
    const told = waveLane({ wave, approvals: [{ ...given, asked_at: at("11:00") }] });
    expect(told.segments.map(({ status }) => status)).toEqual(["waiting", "running"]);
    expect(told.spoken).toBe("waited 5 min for approval, since 11:05, 55 min");
    expect(waveLane({ wave, approvals: [given] }).segments).toHaveLength(1);
  });

  it("say how long a wave waited for its approval and for whom, unless there is more to say", () => {
    const given = { path: "release:a/wave:1", label: "Wave 1", at: at("11:05") };
    const asked = { ...given, asked_at: at("11:00") };
    const noteOf = (facts: Facts) => {
      const { note, isAboutWait } = waveLane({ wave: { started_at: at("11:05") }, ...facts });
      return [note, isAboutWait];
    };
    expect(noteOf({ approvals: [asked] })).toEqual(["waited 5 min for approval", true]);
    const named = { ...asked, who: "A. Rossi" };
    expect(noteOf({ approvals: [named, asked] })).toEqual(["waited 5 min for A. Rossi", true]);
    expect(noteOf({ approvals: [given] })).toEqual([null, false]);
    expect(noteOf({ approvals: [{ ...asked, asked_at: at("11:06") }] })).toEqual([null, false]);
    const waits = { status: "pending", health: "pending", waits: "held by wave 1" } as const;
    expect(noteOf({ wave: waits, approvals: [asked] })).toEqual(["held by wave 1", false]);
  });

  it("are a point where no begin is told, and nothing where nothing is", () => {
    const point = appLane({ ended_at: at("11:29") });
    expect(point.segments).toEqual([]);
    expect(point.point).toBe(ms("11:29"));
    expect(point.note).toBe("start not told, done by 11:29");
    expect(point.took).toBeNull();
    const pending = appLane({ status: "pending", updated_at: at("11:00") });
    expect([pending.segments, pending.point, pending.took]).toEqual([[], null, null]);
  });
});

describe("the axis", () => {
  it("begins a little before the release and ends a little after now, or after its end", () => {
    const lead = 0.012;
    expect(wholeAxis(treeOf({}), NOW)).toEqual({
      from: ms("11:00") - lead * 60 * MINUTE,
      to: NOW + 4.8 * MINUTE,
    });
    const over = treeOf({ release: { ended_at: at("11:50") } });
    expect(wholeAxis(over, NOW).to).toBe(ms("11:52"));
  });

  it("keeps what is zoomed around in its place, and never leaves the whole", () => {
    const whole = { from: 0, to: 1000 * MINUTE };
    const view = zoomed(whole, whole, 4, 100 * MINUTE);
    expect(placeOf(view, 100 * MINUTE)).toBeCloseTo(10);
    expect(panned(whole, view, -9)).toEqual({ from: 0, to: 250 * MINUTE });
    expect(zoomed(whole, view, 0.01, 100 * MINUTE)).toEqual(whole);
    expect(within(whole, { from: 5, to: 6 })).toEqual({ from: 5, to: 10_005 });
  });

  it("has ticks at round moments with room between them, and names another day", () => {
    const axis = { from: ms("11:38"), to: ms("12:05") };
    const ticks = ticksOf(axis, 500, "utc");
    expect(ticks.map(({ text }) => text)).toEqual(["11:40", "11:45", "11:50", "11:55", "12:00"]);
    const night = { from: ms("23:00"), to: ms("23:00") + 120 * MINUTE };
    expect(ticksOf(night, 300, "utc").map(({ text }) => text)).toEqual([
      "23:00",
      "23:30",
      "Wed 00:00",
      "00:30",
    ]);
  });

  it.each([
    ["back", "2026-10-23T22:00Z"],
    ["forward", "2026-03-27T23:00Z"],
  ])("keeps its ticks round where the clocks go %s, and has none twice", (_, begin) => {
    const from = Date.parse(begin);
    for (const [days, step] of [
      [3, 6],
      [2, 2],
      [2, 1],
    ] as const) {
      const hours = days * 24;
      const ticks = ticksOf({ from, to: from + hours * 60 * MINUTE }, (64 * hours) / step, "local");
      expect(ticks.filter(({ at }) => new Date(at).getHours() % step !== 0)).toEqual([]);
      expect(new Set(ticks.map((tick) => tick.at)).size).toBe(ticks.length);
      const named = ticks.filter(({ text }) => text.length > 5);
      expect(named.map(({ at: moment }) => new Date(moment).getHours())).toEqual(
        named.map(() => 0),
      );
    }
  });
});

function approvalAt(time: number): Mark {
  return { kind: "approval", at: time, texts: ["Approved A. Rossi", "Approved", ""] };
}

function failureAt(time: number): Mark {
  return { kind: "failure", at: time, texts: ["First failure", "Failure", ""] };
}

/** Where its icon and its words stand, by the style sheet. */
function spanOf({ kind, place, text, isBefore }: PlacedMark, width: number) {
  const icon = 14;
  const words = text.length * 6.2;
  const center = (place * width) / 100;
  if (kind === "now") return { from: center - words / 2, to: center + words / 2 };
  if (kind === "ended") return { from: center, to: center + words };
  if (isBefore) return { from: center + icon / 2 - icon - 4 - words, to: center + icon / 2 };
  return { from: center - icon / 2, to: center + icon / 2 + (text ? 4 + words : 0) };
}

describe("the marks", () => {
  const given = { path: "release:a", label: "Wave 1", who: "A. Rossi", at: at("11:30") };

  it("are now or the end, and each approval", () => {
    const tree = treeOf({ approvals: [given] });
    expect(marksOf(tree, NOW, "utc").map(({ kind }) => kind)).toEqual(["approval", "now"]);
    const over = treeOf({ release: { ended_at: at("11:50") } });
    expect(marksOf(over, NOW, "utc").map(({ texts }) => texts)).toEqual([["Ended 11:50"]]);
  });

  it("lose the name, then the word, where the next one is near", () => {
    const marks = marksOf(treeOf({ approvals: [given] }), NOW, "utc");
    const axis = { from: ms("11:00"), to: ms("12:05") };
    const texts = [800, 280, 100].map((width) => placedMarks(marks, axis, width)[0]?.text);
    expect(texts).toEqual(["Approved A. Rossi", "Approved", ""]);
  });

  it("stand whole in the head, at its very begin and its very end", () => {
    const axis = { from: 0, to: 1000 };
    const past: Mark = { kind: "now", at: 1000, texts: ["as of 12:03:41"] };
    const ended: Mark = { kind: "ended", at: 990, texts: ["Ended 11:50"] };
    for (const last of [past, ended]) {
      const spans = placedMarks([failureAt(0), last], axis, 390).map((mark) => spanOf(mark, 390));
      expect(spans).toHaveLength(2);
      expect(spans[0]?.from).toBeGreaterThanOrEqual(0);
      expect(spans[1]?.to).toBeLessThanOrEqual(390);
    }
  });

  it("say the end after its line where there is room, and leave what was before it in sight", () => {
    const marks: Mark[] = [failureAt(480), { kind: "ended", at: 500, texts: ["Ended 11:50"] }];
    const [failure, ended] = placedMarks(marks, { from: 0, to: 1000 }, 900);
    expect(failure).toMatchObject({ text: "First failure", isBefore: true });
    expect(ended?.place).toBe(50);
  });

  it("count approvals that are too near to stand apart", () => {
    const marks = [approvalAt(300), approvalAt(305), approvalAt(310), failureAt(700)];
    expect(placedMarks(marks, { from: 0, to: 1000 }, 390).map(({ text }) => text)).toEqual([
      "Approvals 3",
      "First failure",
    ]);
    const narrow = [approvalAt(300), approvalAt(305), failureAt(420)];
    expect(placedMarks(narrow, { from: 0, to: 1000 }, 390)[0]?.text).toBe("2");
  });

  it("never stand in each other, however near and narrow", () => {
    const axis = { from: 0, to: 1000 };
    const moments = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 5 });
    const end = fc.constantFrom("now", "ended", null);
    const width = fc.integer({ min: 60, max: 1200 });
    fc.assert(
      fc.property(moments, fc.nat(4), end, width, (times, failed, last, room) => {
        const marks: Mark[] = times
          .toSorted((a, b) => a - b)
          .map((time, index) => (index === failed ? failureAt(time) : approvalAt(time)));
        if (last) marks.push({ kind: last, at: 1000, texts: ["Ended 11:50"] });
        const spans = placedMarks(marks, axis, room).map((mark) => spanOf(mark, room));
        expect(spans.slice(1).every(({ from }, index) => from >= (spans[index]?.to ?? 0))).toBe(
          true,
        );
      }),
    );
  });

  it("put a note right of its bar, else left, else nowhere", () => {
    const room = { start: 100, end: 200, now: 500, width: 600 };
    expect(noteSide("11 attempts", room)).toBe("right");
    expect(noteSide("11 attempts", { ...room, end: 480 })).toBe("left");
    expect(noteSide("11 attempts", { ...room, start: 20, end: 480 })).toBeNull();
    expect(noteSide("11 attempts", { ...room, end: 500 })).toBe("left");
    expect(noteSide("11 attempts", { ...room, start: 20, end: 500 })).toBe("right");
  });

  it("put a note about the wait left of it, where there is room", () => {
    const room = { start: 100, end: 200, now: 500, width: 600 };
    expect(noteSide("11 attempts", room, true)).toBe("left");
    expect(noteSide("11 attempts", { ...room, start: 20 }, true)).toBe("right");
  });
});
