/**
 * What several parts of the page say of one thing. The kind: a part that waits for a person at any level, what is
 * paused by anybody, how long and since when at any node, and the wave that list and page call current.
 */
import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { problemNodes, problemRows } from "@/lib/tree/problems";
import { wavePosition } from "@/lib/list/releaseRow";
import { rowView } from "@/lib/tree/rowView";
import { buildTree } from "@/lib/tree/tree";
import { verdictOf } from "@/lib/tree/verdict";
import { NO_FILTER, facetCounts } from "@/lib/tree/visible";
import { currentWave, waveCells } from "@/lib/tree/waves";
import { STATUSES } from "@/types/entities";
import type { Code, Release, Status } from "@/types/entities";
import { releaseSummary } from "@tests/support/releases";
import { NOW, execution, makeApp, makeCluster, makeRelease, makeWave } from "./factories";

const read = { complete: true, progress: { read: 1, known: 1 } };
type Level = "release" | "wave" | "cluster" | "bundle" | "app";

interface Made {
  level: Level;
  status: Status;
  code?: Code;
  reason?: string;
}

/** A release with a done wave and one that has not begun, of which one part has a status of its own. */
function treeWith({ level, ...own }: Made) {
  const said = (at: Level) => (at === level ? own : { status: "pending" as const });
  const done = makeWave(
    1,
    "Canary",
    (path) => [makeCluster(path, "eu-1", (at) => [makeApp(at, "web")], { status: "succeeded" })],
    { status: "succeeded" },
  );
  const next = makeWave(
    2,
    "Europe",
    (path) => {
      const cluster = makeCluster(path, "eu-2", (at) => [makeApp(at, "web", said("app"))], {
        ...said("cluster"),
      });
      const bundle = cluster.bundle && { ...cluster.bundle, ...said("bundle") };
      const health = level === "bundle" ? own.status : cluster.health;
      return [{ ...cluster, health, bundle: bundle ? { ...bundle, health } : null }];
    },
    said("wave"),
  );
  const release: Partial<Release> = level === "release" ? own : { status: "running" };
  return buildTree({ release: makeRelease([done, next], { message: null, ...release }) });
}

const LEVELS: readonly Level[] = ["release", "wave", "cluster", "bundle", "app"];

describe("waiting for a person", () => {
  it.each(LEVELS)("at the level %s is said by strip, tree, problems, chip and verdict", (level) => {
    const tree = treeWith({ level, status: "waiting" });
    const [, cell] = waveCells(tree);
    expect(cell?.node.status).toBe("waiting");
    expect(problemRows(tree).map(({ kind }) => kind)).toEqual(["waiting"]);
    expect(problemNodes(tree)).toHaveLength(1);
    expect(facetCounts(tree, NO_FILTER).waiting).toBe(1);
    expect(verdictOf(tree, read).word).toBe("Needs approval");
    expect(tree.nodes.map((node) => rowView(tree, node, NOW, "utc", null).word)).toContain(
      "Needs approval",
    );
  });

  it("of the release itself is a problem also where no wave is held back", () => {
    const over = { status: "waiting" as const, waiting_for: "sre", message: null };
    const wave = makeWave(1, "Canary", (path) => [
      makeCluster(path, "eu-1", (at) => [makeApp(at, "web", { status: "running" })]),
    ]);
    const tree = buildTree({ release: makeRelease([wave], over) });
    expect(problemRows(tree).map(({ entity, cause }) => [entity.type, cause])).toEqual([
      ["release", "Waiting for sre"],
    ]);
    expect(problemNodes(tree)).toEqual([]);
  });

  it("is said beside a retry", () => {
    const stop = { status: "waiting" as const, waiting_for: "sre" };
    const apps = (at: string) => [
      makeApp(at, "web", { status: "retrying" }),
      makeApp(at, "api", stop),
    ];
    const wave = makeWave(1, "Canary", (path) => [makeCluster(path, "eu-1", apps)]);
    const verdict = verdictOf(buildTree({ release: makeRelease([wave], { message: null }) }), read);
    expect(verdict.word).toBe("Retrying");
    expect(verdict.plain).toContain("App api needs approval by sre.");
  });
});

describe("paused", () => {
  it.each(LEVELS)("by Temporal at the level %s says by whom and why", (level) => {
    const reason = "Paused by ops: change freeze.";
    const tree = treeWith({ level, status: "paused", code: "execution_paused", reason });
    const { word, plain, bold } = verdictOf(tree, read);
    expect([word, `${bold} ${plain}`]).toEqual(["Paused", expect.stringContaining(reason)]);
  });
});

describe("in state and changed", () => {
  const time = integer({ min: 1, max: 3600 }).map((ago) =>
    new Date(NOW - ago * 1000).toISOString(),
  );
  const status = constantFrom(...STATUSES);

  it("never contradict each other: what is in a state since then has changed then or later", () => {
    const app = record({ status, updated_at: time });
    assert(
      property(
        array(app, { minLength: 1, maxLength: 4 }),
        status,
        time,
        (apps, own, updated_at) => {
          const wave = makeWave(
            1,
            "Canary",
            (path) => [
              makeCluster(
                path,
                "eu-1",
                (at) => apps.map((one, index) => makeApp(at, `web${String(index)}`, one)),
                { status: own, updated_at },
              ),
            ],
            { status: own, updated_at },
          );
          const { root, nodes } = buildTree({ release: makeRelease([wave], { status: own }) });
          const wrong = [root, ...nodes].filter(
            ({ since, changed }) => (since ?? 0) > (changed ?? 0),
          );
          expect(wrong).toEqual([]);
        },
      ),
    );
  });

  it("begin when Temporal ended the run, whatever the workflow said before", () => {
    const closed_at = new Date(NOW - 5000).toISOString();
    const run = execution("release:x", "Release", "q", { status: "Terminated", closed_at });
    const code = "execution_terminated" as const;
    const over = { status: "failed" as const, code, execution: run };
    const { root } = buildTree({ release: makeRelease([], over) });
    expect([root.since, root.changed]).toEqual([NOW - 5000, NOW - 5000]);
  });
});

it("calls one wave current, in the list and on the page", () => {
  const status = constantFrom(...STATUSES);
  assert(
    property(array(status, { minLength: 1, maxLength: 6 }), (statuses) => {
      const waves = statuses.map((one, index) => ({
        ...makeWave(index + 1, "", () => [], { status: one }),
        execution: null,
      }));
      const tree = buildTree({ release: makeRelease(waves) });
      const row = releaseSummary({ name: "Shop", version: "7", waves: [...waves] });
      const current = currentWave(tree);
      const index = current === null ? undefined : tree.root.children.indexOf(current);
      expect(wavePosition(row)?.current).toBe(index);
    }),
  );
});
