import type { Section } from "./grid";

export const SECTION_WORDS = {
  attention: "Needs attention",
  differ: "Differ between clusters",
  same: "The same everywhere",
  soFar: "Read so far",
} satisfies Record<Section, string>;
