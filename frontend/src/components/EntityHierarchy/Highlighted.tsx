import { splitMatches } from "@/lib/words/pieces";

/** A text with what was looked for marked in it. */
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
