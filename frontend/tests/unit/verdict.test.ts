import { describe, expect, it } from "vitest";
import { nextProblem, problemRows, problemSummary } from "@/lib/tree/problems";
import { buildTree } from "@/lib/tree/tree";
import { pageTitle, titleParts } from "@/lib/words/title";
import { pastVerdict, verdictOf } from "@/lib/tree/verdict";
import { currentWave, pastWaveCells, waveCells } from "@/lib/tree/waves";
import type { App, Cluster, Release } from "@/types/entities";
import { makeApp, makeCluster, makeRelease, makeWave, NOW } from "./factories";
import { storefront } from "./storefront";

const whole = { complete: true, progress: { read: 9, known: 9 } };
const tree = buildTree(storefront());

function small(
  apps: (path: string) => App[],
  over: Partial<Release> = {},
  below: Pick<Partial<Cluster>, "status" | "message"> = {},
) {
  const first = makeWave(1, "Canary", (path) => [makeCluster(path, "eu-1", apps, below)], below);
  return buildTree({
    release: makeRelease([first], { name: "Shop", version: "7", message: null, ...over }),
  });
}

function say(shown: ReturnType<typeof small>) {
  const { word, bold, plain } = verdictOf(shown, whole);
  return [word, bold, plain];
}

describe("verdict", () => {
  it("puts the numbers first, then the place, then what happens next", () => {
    const verdict = verdictOf(tree, whole);
    expect([verdict.word, verdict.bold, verdict.plain]).toEqual([
      "Failing",
      "2 of 240 apps failed in wave 2.",
      "Wave 3 is held until they recover.",
    ]);
    expect(pageTitle(verdict, tree.release)).toBe("Failing, 2 of 240: Storefront 2026.48.2");
  });

  it("says only what it knows when the workflow says nothing", () => {
    const silent = storefront();
    silent.release.message = null;
    expect(verdictOf(buildTree(silent), whole).plain).toBe("Wave 3 has not started.");
  });

  it("tells an ended release from a failing one", () => {
    const run = { ...storefront().release.execution };
    const ended = small((path) => [makeApp(path, "a", { status: "failed" }), makeApp(path, "b")], {
      status: "failed",
      execution: {
        workflow_id: "w",
        run_id: "r",
        workflow_type: "t",
        task_queue: "q",
        ...run,
        status: "Failed",
      },
    });
    expect(say(ended)).toEqual(["Ended with failures", "1 of 2 apps failed.", ""]);
  });

  it("names a stuck, an unknown and a waiting part", () => {
    const stuck = { status: "retrying" as const, stuck: true };
    expect(say(small((path) => [makeApp(path, "a", stuck), makeApp(path, "b")]))[1]).toBe(
      "1 of 2 apps is stuck.",
    );
    const unread = { status: "unknown" as const, reason: "No worker polls queue apps" };
    const unknown = say(small((path) => [makeApp(path, "a", unread), makeApp(path, "b", unread)]));
    expect(unknown).toEqual([
      "Unknown",
      "2 of 2 apps cannot be read.",
      "No worker polls queue apps.",
    ]);
    const since = { updated_at: new Date(NOW - 171 * 60_000).toISOString() };
    const waiting = say(
      small((path) => [makeApp(path, "a")], {
        status: "waiting",
        waiting_for: "platform-oncall",
        ...since,
      }),
    );
    expect(waiting).toEqual([
      "Needs approval",
      "Needs approval by platform-oncall.",
      "1 of 1 app is done.",
    ]);
  });

  it("counts progress while all is well", () => {
    const calm = small((path) => [makeApp(path, "a"), makeApp(path, "b", { status: "running" })]);
    expect(say(calm)).toEqual([
      "In progress",
      "1 of 2 apps is done.",
      "Wave 1 of 1 is in progress.",
    ]);
  });

  it("is green only when everything is", () => {
    const done = small(
      (path) => [makeApp(path, "a"), makeApp(path, "b", { status: "skipped" })],
      { status: "succeeded" },
      { status: "succeeded" },
    );
    expect(say(done)).toEqual(["Succeeded", "1 of 2 apps succeeded, 1 skipped.", ""]);
  });

  it("says why a release was cancelled without saying so twice", () => {
    const over = { status: "cancelled" as const, message: "Cancelled: superseded by 7.1" };
    const stopped = { status: "cancelled" as const };
    const shown = small((path) => [makeApp(path, "a"), makeApp(path, "b", stopped)], over, stopped);
    expect(say(shown)).toEqual([
      "Cancelled",
      "Cancelled with 1 of 2 apps done.",
      "Reason: superseded by 7.1.",
    ]);
  });

  it("does not repeat what stands beside it already", () => {
    const message = "1 of 2 apps failed. The rest goes on";
    const shown = small((path) => [makeApp(path, "a", { status: "failed" }), makeApp(path, "b")], {
      message,
    });
    expect(say(shown)).toEqual(["Failing", "1 of 2 apps failed.", "The rest goes on."]);
  });

  it("counts a first read that is under way instead of calling it unreadable", () => {
    const unread = { status: "unknown" as const, code: "not_read_yet" as const };
    const shown = small((path) => [makeApp(path, "a", unread)]);
    const verdict = verdictOf(shown, { complete: false, progress: { read: 412, known: 1000 } });
    expect([verdict.bold, verdict.plain]).toEqual([
      "412 of about 1,000 read.",
      "The rest follows.",
    ]);
    expect(problemRows(shown)).toEqual([]);
  });

  it("keeps what was last known when nothing answers, and is never green then", () => {
    const verdict = pastVerdict(verdictOf(tree, whole), "Temporal", "12:03:41");
    expect(verdict).toMatchObject({
      status: "unknown",
      bold: "Temporal does not answer.",
      plain: "Last known at 12:03:41: failing. 2 of 240 apps failed in wave 2.",
    });
  });

  it("does not repeat a version that the name already says", () => {
    const named = makeRelease([], { name: "Storefront 7", version: "7" });
    expect(titleParts(named)).toEqual({ name: "Storefront", version: "7" });
    expect(titleParts({ ...named, name: "7" })).toEqual({ name: "7", version: null });
  });
});

describe("problems", () => {
  it("lists the causes, not the parents that repeat them: worst first, then longest", () => {
    const rows = problemRows(tree);
    expect(rows.map((row) => [row.node.label, row.kind, row.attempt])).toEqual([
      ["checkout", "failed", "3 of 3"],
      ["ledger-api", "failed", null],
      ["fraud-scoring", "stuck", "7, no limit"],
    ]);
    expect(rows[0]?.place).toEqual(["Wave 2", "eu-west-1b", "storefront-core"]);
    expect(rows[2]?.cause).toBe("Readiness probe timed out");
    expect(problemSummary(rows)).toBe("2 failed, 1 stuck, all in wave 2");
  });

  it("makes one row of many nodes with the same cause", () => {
    const unread = (path: string) =>
      ["a", "b", "c"].map((name) =>
        makeApp(path, name, { status: "unknown", reason: `No worker polls queue for ${name}` }),
      );
    const [row, ...others] = problemRows(small(unread));
    expect(others).toEqual([]);
    expect([row?.node.label, row?.place, row?.nodes.length]).toEqual([
      "eu-1",
      ["Wave 1", "3 apps"],
      3,
    ]);
  });

  it("lists a parent that is in trouble by itself", () => {
    const rows = problemRows(
      small((path) => [makeApp(path, "a")], {}, { status: "failed", message: "Quota used up" }),
    );
    expect(rows.map((row) => row.entity.type)).toEqual(["bundle"]);
  });

  it("walks round and round", () => {
    const first = nextProblem(tree, null, 1);
    expect(first?.label).toBe("fraud-scoring");
    const second = nextProblem(tree, first?.path ?? null, 1);
    expect(second?.label).toBe("checkout");
    const last = nextProblem(tree, second?.path ?? null, 1);
    expect(nextProblem(tree, last?.path ?? null, 1)?.label).toBe("fraud-scoring");
    expect(nextProblem(tree, first?.path ?? null, -1)?.label).toBe("ledger-api");
    expect(
      nextProblem(
        small((path) => [makeApp(path, "a")]),
        null,
        1,
      ),
    ).toBeNull();
  });
});

describe("wave strip", () => {
  it("finds the current wave and says why the others wait", () => {
    const notes = waveCells(tree).map((cell) => cell.note.map((part) => part.text).join(" · "));
    expect(notes).toEqual([
      "Canary, done in 9 min",
      "2 failed · 1 stuck · 4 in progress · 2 not started",
      "Europe, held by wave 2",
      "Americas, after wave 3",
      "Asia Pacific, after wave 4",
    ]);
    expect(currentWave(tree)?.label).toBe("Wave 2");
  });

  it("takes a wave that reports failures as under way while its run is", () => {
    const ahead = storefront();
    const wave = ahead.release.waves?.[1];
    if (wave) wave.status = "failed";
    expect(currentWave(buildTree(ahead))?.label).toBe("Wave 2");
  });

  it("says whom a wave waits for when the release does not let it begin", () => {
    const pending = { status: "pending" as const };
    const held = small(
      (path) => [makeApp(path, "a", pending)],
      { status: "waiting", waiting_for: "platform-oncall" },
      pending,
    );
    expect(waveCells(held)[0]?.note).toEqual([
      { text: "Needs approval by platform-oncall", tone: "waiting" },
    ]);
  });

  it("has no current wave once the release is over", () => {
    const over = storefront();
    if (over.release.execution) over.release.execution.status = "Completed";
    expect(currentWave(buildTree(over))).toBeNull();
  });

  it("says the past during an outage", () => {
    const notes = pastWaveCells(tree, "utc").map((cell) =>
      cell.note.map((part) => part.text).join(", "),
    );
    expect(notes).toEqual([
      "Was done at 11:47",
      "Last known, 2 failed, 1 stuck, 4 in progress, 2 not started",
      "Was held by wave 2",
      "Had not started",
      "Had not started",
    ]);
  });
});
