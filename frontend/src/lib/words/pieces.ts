/** A part of a text with its start, which distinguishes equal parts. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** "a:b:c" after each colon: "a:", "b:", "c". */
export function splitAfter(text: string, separator: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const part of text.split(separator)) {
    const isLast = start + part.length === text.length;
    const piece = isLast ? part : part + separator;
    if (piece !== "") pieces.push({ text: piece, start });
    start += piece.length;
  }
  return pieces;
}

export interface MatchPiece extends Piece {
  readonly isMatch: boolean;
}

/** The parts of a text that match the search, and those between them. */
export function splitMatches(text: string, find: string): MatchPiece[] {
  const needle = find.trim().toLowerCase();
  const folded = text.toLowerCase();
  const pieces: MatchPiece[] = [];
  let from = 0;
  const add = (to: number, isMatch: boolean): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), start: from, isMatch });
    from = to;
  };
  for (
    let at = needle === "" ? -1 : folded.indexOf(needle);
    at !== -1;
    at = folded.indexOf(needle, from)
  ) {
    add(at, false);
    add(at + needle.length, true);
  }
  add(text.length, false);
  return pieces;
}
