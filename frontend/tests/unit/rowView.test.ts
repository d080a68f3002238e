import { describe, expect, it } from "vitest";
import { changesBetween } from "@/lib/tree/changes";
import { exportRows } from "@/lib/tree/exportRows";
import { nearestQuery } from "@/lib/list/nearest";
import { isSameView, rowView, spokenName } from "@/lib/tree/rowView";
import { temporalLink } from "@/lib/app/temporalLink";
import { buildTree } from "@/lib/tree/tree";
import { survivingRow, treeAction } from "@/lib/tree/treeKeys";
import { unreadOf } from "@/lib/tree/unread";
import { NO_FILTER, visibleRows } from "@/lib/tree/visible";
import { NOW, READ_AT, sample, storefront } from "@tests/support/samples";

const tree = buildTree(storefront());
const none: ReadonlySet<string> = new Set();
const rows = visibleRows(tree, NO_FILTER, { expanded: none, flipped: none });

function view(end: string, past: Parameters<typeof rowView>[4] = null) {
  const node = tree.nodes.find((one) => one.path.endsWith(end));
  if (!node) throw new Error(`No node ${end}`);
  return rowView(tree, node, NOW, "utc", past);
}

const WEST = "cluster:eu-west-1b/bundle:eu-west-1b";

describe("rowView", () => {
  it("says what an app is at: attempt, activity, or what it waits for", () => {
    expect(view(`${WEST}/app:checkout`).note).toBe("Attempt 3 of 3");
    expect(view(`${WEST}/app:customer-api`).note).toBe("Shifting traffic, 60%");
    expect(view(`${WEST}/app:notifications`).note).toBe("After ledger-api");
    expect(view(`${WEST}/app:ledger-api`).note).toMatch(/^Migration 0412/);
    expect(view(`${WEST}/app:accounts`).note).toBeNull();
  });

  it("tells a version that is not the target, and ages from the server's clock", () => {
    expect(view(`${WEST}/app:checkout`)).toMatchObject({
      version: "2026.47.3, wants 2026.48.2",
      isOffTarget: true,
      inState: "6 min",
      changed: "11:58",
    });
    expect(view("wave:wave-2")).toMatchObject({
      isOffTarget: false,
      count: "27 / 36",
      size: "3 clusters",
      changed: "3 s ago",
    });
  });

  it("stops every clock during an outage and says how each row is known", () => {
    const past = { readAt: Date.parse(READ_AT) - 60_000, zone: "utc" as const };
    expect(view(`${WEST}/app:checkout`, past)).toMatchObject({
      word: "Had failed",
      source: "Last read 12:03:30",
      inState: "5 min",
      note: null,
      isPast: true,
    });
  });

  it("says as a moment what had changed in the past, since that is no longer seconds ago", () => {
    const past = { readAt: NOW, zone: "utc" as const };
    expect(view("wave:wave-2", past).changed).toBe("12:04:27");
    expect(view(`${WEST}/app:checkout`, past).changed).toBe("11:58");
    expect(view("wave:wave-2", { ...past, readAt: NOW + 13 * 3_600_000 }).changed).toBe(
      "Tue 12:04",
    );
  });

  it("greys a row that was read too long ago, and a green one above it", () => {
    const answer = storefront();
    const wave = answer.release.waves[0];
    const cluster = wave?.clusters[0];
    const app = cluster?.bundle?.apps?.[0];
    if (!app || !wave) throw new Error("The sample has an app in its first wave");
    Object.assign(app, { stale: true, read_at: "2026-11-24T12:03:30Z" });
    const later = { stale: true, read_at: "2026-11-24T12:04:20Z" };
    for (const above of [wave, cluster, cluster.bundle]) Object.assign(above ?? {}, later);
    const stale = buildTree(answer);
    const viewOf = (path: string) => {
      const node = stale.rowOf.get(path);
      if (!node) throw new Error(`No node ${path}`);
      return rowView(stale, node, NOW, "utc", null);
    };
    expect(viewOf(app.path)).toMatchObject({
      word: "Had succeeded",
      lastRead: "Last read 12:03:30",
    });
    expect(viewOf(wave.path)).toMatchObject({
      word: "Had succeeded",
      lastRead: "Last read 12:03:30",
    });
    expect(spokenName(viewOf(app.path))).toContain("last read 12:03:30");
    expect(view("wave:wave-2").lastRead).toBeNull();
    const read = { complete: false, progress: { read: 9, known: 10 } };
    expect(unreadOf(stale, read)?.text).toBe(
      "9 of about 10 read. What was read too long ago is shown as it was, with its time.",
    );
  });

  it("is the same view when a poll brings equal values in new objects", () => {
    const again = buildTree(storefront());
    const wave = again.root.children[1];
    expect(wave && isSameView(view("wave:wave-2"), rowView(again, wave, NOW, "utc", null))).toBe(
      true,
    );
    expect(isSameView(view("wave:wave-2"), view("wave:wave-3"))).toBe(false);
  });

  it("speaks in words, without seconds that would change while being read", () => {
    expect(spokenName(view("wave:wave-2"))).toBe(
      "Wave 2, Early Europe, failing, 27 of 36 done, 2 failed, 6 min",
    );
    expect(spokenName(view("app:search"))).toMatch(/^app search, succeeded/);
  });
});

describe("changesBetween", () => {
  it("names what changed, and not what is new or only read again", () => {
    const next = storefront();
    expect(changesBetween(tree, buildTree(next)).count).toBe(0);
    const app = next.release.waves[0]?.clusters[0]?.bundle?.apps[0];
    if (app) app.state = "RESTARTED";
    const { flashes } = changesBetween(tree, buildTree(next));
    expect([...flashes]).toEqual([[app?.path, "succeeded"]]);
  });

  it("finds each row again where others came and went before it", () => {
    const next = storefront();
    const clusters = next.release.waves[1]?.clusters;
    clusters?.shift();
    const app = clusters?.[0]?.bundle?.apps[0];
    if (app) app.state = "RESTARTED";
    const paths = [...changesBetween(tree, buildTree(next)).flashes.keys()];
    expect(paths).toEqual([app?.path]);
    expect([...changesBetween(buildTree(next), tree).flashes.keys()]).toEqual([app?.path]);
  });
});

describe("tree keys", () => {
  const paths = rows.map((row) => row.node.path);

  it("begins at the first row, stops at both ends", () => {
    expect(treeAction("j", rows, null)).toEqual({ kind: "move", path: paths[0] });
    expect(treeAction("ArrowUp", rows, paths[0] ?? null)).toEqual({ kind: "move", path: paths[0] });
    expect(treeAction("PageDown", rows, paths[0] ?? null)).toEqual({
      kind: "move",
      path: paths[4],
    });
    expect(treeAction("x", rows, null)).toBeNull();
  });

  it("leads from a leaf to its parent", () => {
    const expanded = new Set([paths[0] ?? "", `${paths[0] ?? ""}/cluster:eu-north-1a`]);
    const open = visibleRows(tree, NO_FILTER, { expanded, flipped: none });
    const app = open.find((row) => row.node.type === "app");
    expect(treeAction("ArrowLeft", open, app?.node.path ?? null)).toEqual({
      kind: "move",
      path: `${paths[0] ?? ""}/cluster:eu-north-1a`,
    });
    expect(treeAction("ArrowRight", open, app?.node.path ?? null)).toBeNull();
  });

  it("falls back to the nearest row that is still shown", () => {
    expect(survivingRow(rows, `${paths[1] ?? ""}/cluster:x/bundle:y/app:z`)).toBe(paths[1]);
    expect(survivingRow(rows, "gone")).toBe(paths[0]);
    expect(survivingRow([], "gone")).toBeNull();
  });
});

describe("unreadOf", () => {
  const unread = (name: string) => {
    const answer = sample(name).tree;
    return unreadOf(buildTree(answer), answer);
  };

  it("is silent about a tree that was read", () => {
    expect(unreadOf(tree, storefront())).toBeNull();
  });

  it("counts the reasons where they differ", () => {
    expect(unread("unread for several reasons")).toEqual({
      title: "Partly known.",
      text: "4 of 4 apps cannot be read: No worker polls queue apps, and 1 other reason.",
      apps: 4,
    });
  });

  it("counts parts where no app is to be counted", () => {
    expect(unread("unknown and failed")?.text).toBe(
      "1 part cannot be read: No worker polls queue apps.",
    );
  });

  it("says how far a read has come that is not at its end", () => {
    expect(unread("reading")).toMatchObject({ title: "Reading.", apps: 0 });
  });
});

describe("what leaves the page", () => {
  it("links to exactly one run", () => {
    const meta = { namespace: "prod", temporal_ui_url: "https://temporal.example" };
    const run = tree.release.execution ?? null;
    expect(temporalLink(meta, run)).toBe(
      `https://temporal.example/namespaces/prod/workflows/release%3Astorefront-2026.48.2/${run?.run_id ?? ""}`,
    );
    expect(temporalLink({ ...meta, temporal_ui_url: null }, run)).toBeNull();
    expect(temporalLink(meta, null)).toBeNull();
  });

  it("exports the rows on screen, as CSV and as JSON", () => {
    const csv = exportRows(tree, rows, "csv").split("\r\n");
    expect(csv).toHaveLength(6);
    expect(csv[2]).toContain("Wave 2,Failing,running,failed");
    expect(JSON.parse(exportRows(tree, rows, "json"))).toMatchObject([
      { name: "Wave 1" },
      { apps: 36, apps_done: 27 },
      {},
      {},
      {},
    ]);
  });

  it.each([
    ["release:storefront-2026.48.9", "storefront"],
    ["release:2026.48", "2026.48"],
    ["payments", "payments"],
  ])("looks for ids near %s by %s", (id, query) => {
    expect(nearestQuery(id)).toBe(query);
  });
});
