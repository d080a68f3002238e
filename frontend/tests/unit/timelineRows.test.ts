import * as fc from "fast-check";
import { expect, it } from "vitest";
import { placed, wholeAxis, zoomed } from "@/lib/timeline/axis";
import { laneOf } from "@/lib/timeline/lane";
import { buildTree } from "@/lib/tree/tree";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { NO_FILTER, visibleRows } from "@/lib/tree/visible";
import { STATUSES } from "@/types/entities";
import type { App, Cluster, Release, Status, Wave } from "@/types/entities";

const BEGAN = Date.parse("2026-11-24T11:00:00Z");
const NOW = BEGAN + 3_600_000;
/** Of a percentage of milliseconds since 1970. */
const ROUNDING = 1e-3;
const AT = { now: NOW, zone: "utc" } as const;

/** Also before the release began and after now: clocks differ. */
const anyMoment = fc.integer({ min: -900, max: 4500 }).map((second) => {
  return new Date(BEGAN + second * 1000).toISOString();
});

/** The API leaves out a begin that is after the end. */
const anyTimes = fc
  .record(
    { started_at: anyMoment, ended_at: anyMoment, since: anyMoment, updated_at: anyMoment },
    { requiredKeys: [] },
  )
  .map(({ started_at, ended_at, ...times }) => ({
    ...times,
    ...(ended_at === undefined ? {} : { ended_at }),
    ...(started_at === undefined || (ended_at !== undefined && ended_at < started_at)
      ? {}
      : { started_at }),
  }));

const anyPart = fc
  .tuple(fc.constantFrom(...STATUSES), anyTimes)
  .map(([status, times]) => ({ ...times, status, health: status, stuck: false, counts: {} }));

type Part = typeof anyPart extends fc.Arbitrary<infer Kind> ? Kind : never;

function appOf(part: Part, above: string, index: number): App {
  const id = `app:${String(index)}`;
  return { ...part, id, type: "app", path: `${above}/${id}` };
}

function clusterOf([part, apps]: [Part, Part[]], above: string, index: number): Cluster {
  const id = `cluster:${String(index)}`;
  const path = `${above}/${id}`;
  const below = `${path}/bundle:b`;
  const bundle = { ...part, id: "bundle:b", type: "bundle", path: below } as const;
  return {
    ...part,
    id,
    type: "cluster",
    path,
    bundle: { ...bundle, apps: apps.map((app, at) => appOf(app, below, at)) },
  };
}

const anyCluster = fc.tuple(anyPart, fc.array(anyPart, { maxLength: 4 }));

const anyTree = fc
  .record({
    part: anyPart,
    began: fc.option(fc.constant(new Date(BEGAN).toISOString())),
    waves: fc.array(
      fc.record({
        part: anyPart,
        clusters: fc.array(anyCluster, { maxLength: 3 }),
        given: anyTimes,
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ part, began, waves }): Tree => {
    const path = "release:a";
    const release: Release = {
      ...part,
      id: path,
      type: "release",
      path,
      started_at: began,
      waves: waves.map(({ part: own, clusters }, index): Wave => {
        const id = `wave:${String(index)}`;
        const place = `${path}/${id}`;
        const below = clusters.map((each, at) => clusterOf(each, place, at));
        return { ...own, id, type: "wave", path: place, clusters: below };
      }),
    };
    const approvals = waves.flatMap(({ given: { ended_at: at, started_at } }, index) =>
      at === undefined
        ? []
        : [{ path: `${path}/wave:${String(index)}`, label: "", at, asked_at: started_at ?? null }],
    );
    return buildTree({ release, problems: [], current_wave: 0, approvals });
  });

function rowsOf(tree: Tree): TreeNode[] {
  const openness = { expanded: new Set(tree.rowOf.keys()), flipped: new Set<string>() };
  return visibleRows(tree, NO_FILTER, openness).map(({ node }) => node);
}

it("shows each part once, in the order of the tree", () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const paths = rowsOf(tree).map(({ path }) => path);
      expect(paths).toEqual(tree.nodes.map(({ path }) => path));
      expect(new Set(paths).size).toBe(paths.length);
    }),
  );
});

const OVER: ReadonlySet<Status> = new Set(["succeeded", "skipped", "cancelled"]);

/** Whether a part has begun, and has an end that is told or goes on. */
function isTimed({ type, status, started, ended, since }: TreeNode): boolean {
  const isOver = OVER.has(status) || (type === "app" && status === "failed");
  return started !== null && (ended !== null || !isOver || (since ?? 0) > started);
}

/** The one moment that is known of a part with no begin or no end. */
function momentOf(node: TreeNode): number | null {
  const { started, ended, status, entity } = node;
  if (isTimed(node) || status === "pending") return null;
  if (started !== null) return started;
  if (status === "waiting") return null;
  return ended ?? (entity.updated_at ? Date.parse(entity.updated_at) : null);
}

it("draws a bar only where begin and end are told, or it goes on, else the one moment that is", () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const given = new Set(tree.approvals.map(({ path }) => path));
      const own = rowsOf(tree).filter(({ path }) => !given.has(path));
      for (const node of own) {
        const { segments, point, took } = laneOf(tree, node, AT);
        // What was left undone follows its end, and who is asked is asked since then.
        const bars = segments.filter(({ isLeft, status }) => !isLeft && status !== "waiting");
        expect(took !== null).toBe(isTimed(node));
        expect(isTimed(node) ? [] : bars).toEqual([]);
        expect(point).toBe(momentOf(node));
      }
    }),
  );
});

it("ends no bar before it begins", () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const segments = rowsOf(tree).flatMap((node) => laneOf(tree, node, AT).segments);
      expect(segments.filter(({ from, to }) => !(to >= from))).toEqual([]);
    }),
  );
});

it("draws nothing outside the axis, and what is within it where it belongs", () => {
  fc.assert(
    fc.property(anyTree, fc.double({ min: 1, max: 400, noNaN: true }), (tree, factor) => {
      const whole = wholeAxis(tree, NOW);
      const scale = { axis: whole, whole, now: NOW };
      const view = { ...scale, axis: zoomed(whole, whole, factor, NOW) };
      for (const node of rowsOf(tree)) {
        const { segments, point } = laneOf(tree, node, AT);
        const points = point === null ? [] : [{ from: point, to: point }];
        for (const span of [...segments, ...points]) {
          const isOutside = span.to < whole.from || span.from > whole.to;
          const drawn = placed(scale, span);
          expect(drawn === null).toBe(isOutside);
          expect(drawn?.left ?? 0).toBeGreaterThanOrEqual(0);
          expect((drawn?.left ?? 0) + (drawn?.width ?? 0)).toBeLessThanOrEqual(100 + ROUNDING);
          const { left = 0, width = 0 } = placed(view, span) ?? {};
          expect(left).toBeGreaterThanOrEqual(-50 - ROUNDING);
          expect(left + width).toBeLessThanOrEqual(150 + ROUNDING);
        }
      }
    }),
  );
});
