import { describe, expect, it } from "vitest";
import {
  doneOf,
  isFinal,
  lastKnownWord,
  needsAttention,
  parseStatus,
  statusWord,
  totalOf,
} from "@/lib/words/status";

describe("the word", () => {
  it.each([
    ["Failed", { status: "failed" }],
    ["Failing", { status: "failed", open: true }],
    ["Failing", { status: "failed", open: true, type: "wave" }],
    ["Failed", { status: "failed", open: true, type: "app" }],
    ["Ended with failures", { status: "failed", open: false, type: "release" }],
    ["Failed", { status: "failed", open: false, type: "cluster" }],
    ["Retrying", { status: "retrying", open: true }],
    ["Stuck", { status: "retrying", stuck: true }],
    ["Needs approval", { status: "waiting" }],
    ["In progress", { status: "running", stuck: true }],
    ["Not started", { status: "pending" }],
  ] as const)("is %s", (word, facts) => {
    expect(statusWord(facts)).toBe(word);
  });

  it.each([
    ["Was failing", { status: "failed", open: true }],
    ["Had ended with failures", { status: "failed", open: false }],
    ["Was stuck", { status: "retrying", stuck: true }],
    ["Needed approval", { status: "waiting" }],
    ["Unknown", { status: "unknown" }],
    ["Had succeeded", { status: "succeeded" }],
  ] as const)("is %s once nothing is confirmed", (word, facts) => {
    expect(lastKnownWord(facts)).toBe(word);
  });

  it.each([
    ["Failed", "execution_failed"],
    ["Timed out", "execution_timed_out"],
    ["Terminated", "execution_terminated"],
  ] as const)("is %s when Temporal ended the run so", (word, code) => {
    expect(statusWord({ status: "failed", type: "release", open: false, code })).toBe(word);
  });
});

it("takes a word it does not know as Unknown, never as something calm", () => {
  expect(parseStatus("succeeded")).toBe("succeeded");
  expect(parseStatus("exploded")).toBe("unknown");
  expect(needsAttention(parseStatus("exploded"))).toBe(true);
});

it("asks for a person when retrying only once it is stuck", () => {
  expect(needsAttention("retrying")).toBe(false);
  expect(needsAttention("retrying", true)).toBe(true);
  expect(isFinal("failed")).toBe(true);
  expect(isFinal("unknown")).toBe(false);
});

it("counts only what succeeded as done", () => {
  const counts = { succeeded: 5, skipped: 2, failed: 1 };
  expect([doneOf(counts), totalOf(counts)]).toEqual([5, 8]);
});
