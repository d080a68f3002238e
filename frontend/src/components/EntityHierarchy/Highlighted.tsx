import { splitMatches } from "@/lib/visible";

/** A text with what was looked for marked in it. */
export function Highlighted({ text, find }: { text: string; find: string }) {
  const parts = splitMatches(text, find);
  // A part is known by its place: the text stays the same while it is shown.
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="tree-match">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
