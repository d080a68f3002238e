import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import { exportedSide, sideKey } from "@/lib/compare/sides";
import { notify } from "@/lib/app/notice";
import { ExportError, readExport } from "@/services/exportFile";
import type { Exported } from "@/services/exportFile";
import type { TreeAnswer } from "@/services/releaseService";

/** A tree of the past. */
export interface Opened extends Pick<Exported, "text" | "answer" | "readAt"> {
  /** "from a file" */
  origin: string;
}

type Files = ReadonlyMap<string, Opened>;

/** Trees of the past that were opened in this tab, by release and moment. They are kept nowhere else. */
const opened = createStore<Files>(new Map());

/** A release as this tab left it. */
export interface Left {
  /** In ms, by the server's clock. */
  at: number;
  answer: TreeAnswer;
  readAt: string;
}

/** A tree may take some megabytes, so it is kept in memory, and of few releases. */
const MOST_LEFT = 3;
const left = new Map<string, Left>();

export function keyOfExport({ answer, readAt }: Pick<Opened, "answer" | "readAt">): string {
  return sideKey(exportedSide(answer.release.id, readAt));
}

export function useOpened(): Files {
  return useSyncExternalStore(opened.subscribe, opened.get);
}

export function hasOpened(): boolean {
  return opened.get().size > 0;
}

function put(tree: Opened): string {
  const key = keyOfExport(tree);
  opened.set(new Map(opened.get()).set(key, tree));
  return key;
}

/** Opens a file, or says why it cannot be. */
export async function openExport(file: File): Promise<Exported | null> {
  try {
    const found = await readExport(file);
    put({ ...found, origin: "from a file" });
    return found;
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    notify(error.message);
    return null;
  }
}

export function leave(tree: Left): void {
  const { id } = tree.answer.release;
  left.delete(id);
  left.set(id, tree);
  for (const oldest of [...left.keys()].slice(0, -MOST_LEFT)) left.delete(oldest);
}

export function leftOf(id: string): Left | undefined {
  return left.get(id);
}

/** Opens a release as it was left, and gives its name in a comparison. */
export function openLeft({ answer, readAt }: Left): string {
  const text = JSON.stringify({ ...answer, read_at: readAt });
  return put({ text, answer, readAt, origin: "when you left" });
}

export function forgetOpened(): void {
  left.clear();
  opened.set(new Map());
}
