import { beforeEach, expect, it, vi } from "vitest";
import { forgetKept } from "@/services/kept";
import { keepFollows } from "@/services/follows";
import { keepSeen, seenOf } from "@/services/seen";

function snapshot(at: number, rows = 3) {
  return { at, words: ["Succeeded"], rows: Array.from({ length: rows }, () => "0 0 app:checkout") };
}

beforeEach(() => localStorage.clear());

it("keeps each page of one user", () => {
  keepSeen("anna", "release:a", snapshot(1));
  keepSeen("anna", "", snapshot(2));
  expect(seenOf("anna", "release:a")).toEqual(snapshot(1));
  expect(seenOf("anna", "")?.at).toBe(2);
  expect(seenOf("anna", "release:b")).toBeNull();
});

it("never mixes users: the next one finds and leaves nothing of the one before", () => {
  keepSeen("anna", "release:a", snapshot(1));
  expect(seenOf("ben", "release:a")).toBeNull();
  keepSeen("ben", "release:b", snapshot(2));
  expect(seenOf("anna", "release:a")).toBeNull();
  expect(JSON.stringify(localStorage)).not.toContain("anna");
});

it("is bounded: what was seen longest ago gives way", () => {
  for (let index = 0; index < 25; index += 1) keepSeen("anna", `r${String(index)}`, snapshot(1));
  expect(seenOf("anna", "r4")).toBeNull();
  expect(seenOf("anna", "r5")).not.toBeNull();
  keepSeen("anna", "r5", snapshot(2));
  keepSeen("anna", "big", snapshot(3, 40_000));
  expect(seenOf("anna", "big")).not.toBeNull();
  keepSeen("anna", "bigger", snapshot(4, 40_000));
  expect(seenOf("anna", "bigger")).not.toBeNull();
  expect(seenOf("anna", "big")).toBeNull();
});

it("is forgotten at sign-out", () => {
  keepSeen("anna", "release:a", snapshot(1));
  forgetKept();
  expect(localStorage).toHaveLength(0);
});

it.each([
  "no JSON",
  "{}",
  '{"user":"anna","entries":{"release:a":{"at":"x"}}}',
  '{"user":"anna","entries":{"release:a":{"at":1,"words":[],"rows":[7]}}}',
  "[]",
  "null",
])("takes what is not its own for nothing: %s", (text) => {
  localStorage.setItem("releasewatch.seen", text);
  expect(seenOf("anna", "release:a")).toBeNull();
  keepSeen("anna", "release:a", snapshot(1));
  expect(seenOf("anna", "release:a")).toEqual(snapshot(1));
});

it("does without where the browser keeps nothing", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  keepSeen("anna", "release:a", snapshot(1));
  expect(seenOf("anna", "release:a")).toBeNull();
  expect(keepFollows("anna", {})).toBe(false);
});
