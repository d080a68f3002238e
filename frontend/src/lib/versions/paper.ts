import type { VersionCell } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import { CALM, kindOf, onTopOf } from "./table";
import type { TableRow } from "./table";
import { beforeText, versionOf } from "./words";

/** What is so in some clusters of a row. */
export interface PaperLine {
  readonly said: string;
  readonly clusters: readonly string[];
}

function said(cell: VersionCell): string {
  const { runs, conflict } = cell;
  const last = runs?.stale ? "last known " : "";
  const own = runs ? `${last}${versionOf(runs)}` : "nothing known to run";
  const onTop = onTopOf(cell).map((each) => {
    const word = each.stale ? TERMS[each.word].past : each.word;
    // How far each is would make a line of every cluster.
    const cause = each.cause && each.status !== "running" ? `, ${each.cause}` : "";
    return `${word}: ${versionOf(each)}${cause}`;
  });
  return [conflict && "Two releases", own, beforeText(cell), ...onTop].filter(Boolean).join("; ");
}

/** What breaks the line of a row, in words: there is no pointing at cells on paper. */
export function paperLines(row: TableRow, clusters: readonly string[]): readonly PaperLine[] {
  const lines = new Map<string, string[]>();
  for (const cluster of clusters) {
    const cell = row.cells.get(cluster);
    if (!cell || CALM.has(kindOf(cell, row.mostRun))) continue;
    const text = said(cell);
    lines.set(text, [...(lines.get(text) ?? []), cluster]);
  }
  return [...lines].map(([text, where]) => ({ said: text, clusters: where }));
}
