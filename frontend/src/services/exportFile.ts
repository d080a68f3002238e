import type { Hierarchy } from "@/types/entities";
import { adoptHierarchy } from "./parse";
import { TREE } from "./releaseService";
import type { TreeAnswer } from "./releaseService";
import { hasShape } from "./shape";

/** As much as the server compares. */
const MOST_BYTES = 20 * 1024 * 1024;

/** A tree that was exported: what the API had answered, kept as a file. */
export interface Exported {
  fileName: string;
  /** As it stands in the file. */
  text: string;
  answer: TreeAnswer;
  readAt: string;
}

/** Why a file cannot be opened, in a sentence. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}

function isTree(told: unknown): told is Hierarchy {
  return hasShape(told, TREE) && hasShape(told, { release: { waves: "list" } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads a file in the browser; it is sent nowhere. */
export async function readExport(file: File): Promise<Exported> {
  if (file.size > MOST_BYTES) throw new ExportError(`${file.name} is larger than 20 MB.`);
  const text = await file.text();
  const told = parsed(text);
  const isDated = isTree(told) && !Number.isNaN(Date.parse(told.read_at));
  if (!isDated) {
    throw new ExportError(
      `${file.name} is not an exported tree. Export one from a release's page, or with “releasewatch tree RELEASE -o json”.`,
    );
  }
  try {
    adoptHierarchy(told);
  } catch {
    throw new ExportError(`${file.name} begins like an exported tree, but is damaged.`);
  }
  // What it asked for then is asked for no more, and nobody has checked where a file leads to.
  for (const problem of told.problems) problem.approve_url = null;
  const { read_at: readAt, ...answer } = told;
  return { fileName: file.name, text, answer, readAt };
}
