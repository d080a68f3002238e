import { expect, it } from "vitest";
import { KINDS, followed, kindOf, noticeOf } from "@/lib/follow/follow";
import type { Judged } from "@/lib/follow/follow";
import type { Word } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

function release(word: Word, over: Partial<Judged> = {}): Judged {
  const { status } = TERMS[word];
  const verdict = { status, stuck: word === "Stuck", word, headline: "So it is.", detail: "" };
  return { id: "release:a", name: "Storefront", version: "2026.48.2", verdict, ...over };
}

const ALL = { kinds: KINDS, told: [] } as const;
const ended_at = "2026-11-24T12:41:00Z";

it.each<[Word, Partial<Judged>, string | undefined]>([
  ["Failing", {}, "Storefront 2026.48.2 is failing"],
  ["Stuck", {}, "Storefront 2026.48.2 is stuck"],
  ["Needs approval", {}, "Storefront 2026.48.2 needs approval"],
  ["Succeeded", { ended_at }, "Storefront 2026.48.2 succeeded"],
  ["Ended with failures", { ended_at }, "Storefront 2026.48.2 ended with failures"],
  ["In progress", {}, undefined],
  ["Retrying", {}, undefined],
  ["Succeeded", {}, undefined],
])("tells of %s %o: %s", (word, over, title) => {
  const notice = noticeOf(ALL, release(word, over));
  expect(notice?.title).toBe(title);
  expect(notice?.text ?? "So it is.").toBe("So it is.");
});

it.each<[string, Judged]>([
  ["unknown", release("Unknown", { ended_at })],
  ["read too long ago", release("Failing", { stale: true })],
  ["not read", release("Failing", { verdict: null })],
])("says nothing of what is %s", (_, one) => {
  expect(kindOf(one)).toBeNull();
  expect(noticeOf(ALL, one)).toBeNull();
});

it("tells each kind once, and only those that are wanted", () => {
  expect(noticeOf({ kinds: KINDS, told: ["failing"] }, release("Failing"))).toBeNull();
  expect(noticeOf({ kinds: ["ended"], told: [] }, release("Failing"))).toBeNull();
});

it("does not tell what was so when it was followed", () => {
  expect(noticeOf(followed(release("Failing")), release("Failing"))).toBeNull();
  expect(noticeOf(followed(release("Failing")), release("Stuck"))?.kind).toBe("stuck");
  expect(noticeOf(followed(release("In progress")), release("Failing"))?.kind).toBe("failing");
});
