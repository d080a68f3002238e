/** No oftener: a screen reader would otherwise never come to the end of it. */
export const SPOKEN_EVERY = 10_000;
/** What changes with one read is said in one breath. */
const BREATH = 150;

/** What is to be said of each thing, by its name. */
export type Said = ReadonlyMap<string, string>;

export interface Spoken {
  text: string;
  said: Said;
  at: number;
}

export const SILENCE: Spoken = { text: "", said: new Map(), at: Number.NEGATIVE_INFINITY };

/** What differs from what was said last; what is over needs no word. */
function news(said: Said, before: Said): string[] {
  return [...said]
    .filter(([name, text]) => text !== "" && before.get(name) !== text)
    .map(([, text]) => text);
}

/** How long to wait before the next words; null when there are none. */
export function pauseBefore(said: Said, spoken: Spoken, now: number): number | null {
  if (news(said, spoken.said).length === 0) return null;
  return Math.max(BREATH, spoken.at + SPOKEN_EVERY - now);
}

export function speak(said: Said, spoken: Spoken, now: number): Spoken {
  return { text: news(said, spoken.said).join(" "), said, at: now };
}
