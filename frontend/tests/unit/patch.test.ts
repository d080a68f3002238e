import * as fc from "fast-check";
import { QueryClient } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { releaseTreeQuery } from "@/services/releaseService";
import { patched } from "@/services/patch";
import { beginSession } from "@/services/session";
import type { Hierarchy } from "@/types/entities";
import { changesOf } from "@tests/support/changes";
import { sample } from "@tests/support/samples";
import { problem, server, url } from "@tests/support/server";

const { tree: SAMPLE } = sample("an app that is failed");
const WAVE = SAMPLE.release.waves[0];
const CLUSTER = WAVE?.clusters[0];
const BUNDLE = CLUSTER?.bundle;
const APP = BUNDLE?.apps[0];

/** Messages by app, of the clusters of one wave. */
type Plan = Record<string, Record<string, string>>;

function treeOf(plan: Plan): Hierarchy {
  if (!APP || !BUNDLE || !CLUSTER || !WAVE) throw new Error("The sample has all levels");
  const [id, path] = ["release:r", "release:r/wave:w"];
  const clusters = Object.entries(plan).map(([name, messages]) => {
    const above = `${path}/cluster:${name}`;
    const apps = Object.entries(messages).map(([app, message]) => {
      return { ...APP, id: `app:${app}`, path: `${above}/bundle:b/app:${app}`, message };
    });
    const message = Object.values(messages).join(" ");
    const bundle = { ...BUNDLE, id: "bundle:b", path: `${above}/bundle:b`, message, apps };
    return { ...CLUSTER, id: `cluster:${name}`, path: above, message, bundle };
  });
  const wave = { ...WAVE, id: "wave:w", path, clusters };
  return { ...SAMPLE, release: { ...SAMPLE.release, id, path: id, waves: [wave] } };
}

const names = fc.constantFrom("a", "b", "c", "d");
const plans = fc.dictionary(names, fc.dictionary(names, fc.constantFrom("one", "two")));

describe("patched", () => {
  it("makes the tree that the server has of any other", () => {
    fc.assert(
      fc.property(plans, plans, (one, other) => {
        const [before, after] = [treeOf(one), treeOf(other)];
        const result = patched(before, changesOf(before, after));
        expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(after)));
      }),
    );
  });

  it("keeps the very nodes that have not changed", () => {
    const before = treeOf({ a: { a: "one" }, b: { a: "one" } });
    const changes = changesOf(before, treeOf({ a: { a: "two" }, b: { a: "one" } }));
    const [first, second] = patched(before, changes)?.release.waves[0]?.clusters ?? [];
    expect(first?.bundle?.apps[0]?.message).toBe("two");
    expect(second).toBe(before.release.waves[0]?.clusters[1]);
  });

  it("says where changes do not fit", () => {
    const before = treeOf({ a: {} });
    const changes = changesOf(treeOf({ a: {}, b: {} }), treeOf({ a: {}, b: {}, c: {} }));
    expect(patched(before, changes)).toBeNull();
  });
});

describe("a tree that was read", () => {
  const before = treeOf({ a: { a: "one" } });
  const after = treeOf({ a: { a: "two" } });

  async function readTwice(answer: () => Response) {
    beginSession("access", 600);
    let whole = 0;
    server.use(
      http.get(url("/api/releases/:id/hierarchy/changes"), answer),
      http.get(url("/api/releases/:id/hierarchy"), () => {
        whole += 1;
        return HttpResponse.json(whole === 1 ? before : after, { headers: { etag: '"v1"' } });
      }),
    );
    const client = new QueryClient();
    await client.fetchQuery(releaseTreeQuery("release:r"));
    const read = await client.fetchQuery(releaseTreeQuery("release:r"));
    return { read, whole };
  }

  const said = ({ answer }: { answer: Pick<Hierarchy, "release"> }) =>
    answer.release.waves[0]?.clusters[0]?.bundle?.apps[0]?.message;

  it("takes the changes, and their ETag", async () => {
    const body = { changes: changesOf(before, after) };
    const { read, whole } = await readTwice(() =>
      HttpResponse.json(body, { headers: { etag: '"v2"', "x-read-at": "2026-11-24T12:00:09Z" } }),
    );
    expect([said(read), read.etag, read.read_at]).toEqual(["two", '"v2"', "2026-11-24T12:00:09Z"]);
    expect(whole).toBe(1);
  });

  it.each([
    ["a server that does not know the way", () => problem(404, "not_found")],
    ["changes that do not fit", () => HttpResponse.json({ changes: { nodes: [], children: 1 } })],
    ["an answer with neither", () => HttpResponse.json({})],
  ])("is read as a whole after %s", async (_, answer) => {
    const { read, whole } = await readTwice(answer);
    expect([said(read), whole]).toEqual(["two", 2]);
  });
});
