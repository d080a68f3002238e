import { expect, it } from "vitest";
import {
  KINDS,
  everyOf,
  followOf,
  followed,
  kindOf,
  noticeOf,
  searchOf,
} from "@/lib/follow/follow";
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

it("says of what has ended how long it took", () => {
  const over = { started_at: "2026-11-24T11:38:00Z", ended_at };
  expect(noticeOf(ALL, release("Succeeded", over))?.text).toBe("So it is. It took 1 h 3 min.");
  const failing = release("Failing", { ...over, ended_at: null });
  expect(noticeOf(ALL, failing)?.text).toBe("So it is.");
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

const since = Date.parse("2026-11-24T12:00:00Z");
const [BEFORE, AFTER] = ["2026-11-24T11:00:00Z", "2026-11-24T13:00:00Z"];
const every = { [everyOf("Storefront")]: { kinds: KINDS, told: [], since } };

it("follows every release of a name, those that begin later from their beginning", () => {
  const of = (over: Partial<Judged>) => {
    const one = release("Failing", { family: "Storefront", ...over });
    const follow = followOf(every, one);
    return follow && (noticeOf(follow, one)?.kind ?? null);
  };
  expect(of({ started_at: AFTER })).toBe("failing");
  expect(of({ started_at: null })).toBe("failing");
  // It failed before that was chosen, so whoever chose it knows.
  expect(of({ started_at: BEFORE })).toBeNull();
  expect(of({ started_at: BEFORE, verdict: null })).toBeUndefined();
  expect(of({ family: "Catalog" })).toBeUndefined();
  expect(of({ family: null })).toBeUndefined();
  expect(of({ started_at: AFTER, ended_at })).toBeUndefined();
  expect(searchOf(everyOf("Storefront"))).toBe("Storefront");
  expect(searchOf("release:a")).toBe("release:a");
});

it("follows a release by its own choice before that of its name", () => {
  const own = { kinds: ["ended"], told: [] } as const;
  const one = release("Failing", { family: "Storefront", ended_at });
  expect(followOf({ ...every, [one.id]: own }, one)).toBe(own);
});
