import type { ShownVerdict } from "@/lib/words/title";
import type { Verdict } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";

/** While nothing is confirmed: unknown, and what was last known as of then. */
export function pastVerdict(last: Verdict, headline: string, asOf: string): ShownVerdict {
  return {
    status: "unknown",
    stuck: false,
    word: WORDS.unknown,
    headline,
    detail: `Last known at ${asOf}: ${TERMS[last.word].one}. ${last.headline}`,
  };
}
