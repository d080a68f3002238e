import { splitMatches } from "@/lib/words/pieces";

/** A text with the search hits marked. */
export function Highlighted({ text, find }: { text: string; find: string }) {
  return splitMatches(text, find).map((piece) =>
    piece.isMatch ? (
      <mark key={piece.start} className="tree-match">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
