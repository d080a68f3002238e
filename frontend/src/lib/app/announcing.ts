/** The shortest time between announcements, so that a screen reader can finish one. */
export const SPOKEN_EVERY = 10_000;
/** Changes from one read are announced together. */
const BREATH = 150;

/** The current text of each announcement, by name. */
export type Said = ReadonlyMap<string, string>;

export interface Spoken {
  text: string;
  said: Said;
  at: number;
}

export const SILENCE: Spoken = { text: "", said: new Map(), at: Number.NEGATIVE_INFINITY };

/** The texts that changed since the last announcement; removed ones are not announced. */
function news(said: Said, before: Said): string[] {
  return [...said]
    .filter(([name, text]) => text !== "" && before.get(name) !== text)
    .map(([, text]) => text);
}

/** How long to wait before the next announcement; null when there is none. */
export function pauseBefore(said: Said, spoken: Spoken, now: number): number | null {
  if (news(said, spoken.said).length === 0) return null;
  return Math.max(BREATH, spoken.at + SPOKEN_EVERY - now);
}

export function speak(said: Said, spoken: Spoken, now: number): Spoken {
  return { text: news(said, spoken.said).join(" "), said, at: now };
}
