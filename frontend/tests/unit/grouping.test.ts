/**
 * Problems with one cause make one row, and no two causes do. The kind: names that are numbers, names within other
 * words, ids within other ids, characters that mean something in a pattern, and a text that is the same by itself.
 */
import { assert, constantFrom, nat, pre, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedCause } from "@/lib/tree/grouping";
import { problemRows } from "@/lib/tree/problems";
import { buildTree } from "@/lib/tree/tree";
import { makeApp, makeCluster, makeRelease, makeWave } from "./factories";

function causes(failures: readonly [name: string, message: string][]) {
  const wave = makeWave(1, "Canary", (path) => [
    makeCluster(path, "eu-1", (parent) =>
      failures.map(([name, message]) => makeApp(parent, name, { status: "failed", message })),
    ),
  ]);
  return problemRows(buildTree({ release: makeRelease([wave]) })).map((row) => row.cause);
}

const names = ["accounts", "catalog", "web"] as const;

describe("one row", () => {
  it("stands for one text, whoever says it", () => {
    expect(causes(names.map((name) => [name, "Quota used up"]))).toEqual(["Quota used up"]);
  });

  it("leaves out what each says of itself", () => {
    expect(causes(names.map((name) => [name, `shop/${name}:2.0 not found`]))).toEqual([
      "shop/…:2.0 not found",
    ]);
    expect(causes(names.map((name) => [name, `app:${name} is gone`]))).toEqual(["… is gone"]);
  });

  it("does not take an exit code for a name", () => {
    const codes = ["1", "2", "3"].map((name): [string, string] => [name, `Exit code ${name}`]);
    expect(causes(codes)).toEqual(["Exit code 1", "Exit code 2", "Exit code 3"]);
  });

  it("does not find a name within another word", () => {
    const within = names.map((name): [string, string] => [name, `${name}-api does not answer`]);
    expect(causes(within)).toHaveLength(3);
    const dotted = names.map((name): [string, string] => [name, `No host db.${name}.eu`]);
    expect(causes(dotted)).toHaveLength(3);
  });
});

const word = stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const cause = string({
  unit: constantFrom("a", "b", "1", " ", "-", ".", ":", "/", "(", "[", "*", "$", "?"),
  maxLength: 24,
});

describe("sharedCause", () => {
  it("changes nothing but the whole name and the whole id", () => {
    assert(
      property(cause, word, (text, label) => {
        const shared = sharedCause(text, { id: `app:${label}`, label });
        const parts = shared.split("…");
        expect(parts.every((part) => text.includes(part))).toBe(true);
        expect(text.includes(label) || shared === text).toBe(true);
      }),
    );
  });

  it("never makes two texts one that differ in a number", () => {
    assert(
      property(cause, nat(), nat(), (text, one, other) => {
        pre(one !== other);
        const said = (number: number) =>
          sharedCause(`${text} ${String(number)}`, {
            id: `app:${String(number)}x`,
            label: String(number),
          });
        expect(said(one)).not.toBe(said(other));
      }),
    );
  });

  it("takes any name as text, whatever it means in a pattern", () => {
    assert(
      property(string({ minLength: 1 }), string(), (label, text) => {
        expect(() => sharedCause(text, { id: `app:${label}`, label })).not.toThrow();
      }),
    );
  });
});
