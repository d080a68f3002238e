import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import { exportedSide, sideKey } from "@/lib/compare/sides";
import { notify } from "@/lib/app/notice";
import { ExportError, readExport } from "@/services/exportFile";
import type { Exported } from "@/services/exportFile";

type Files = ReadonlyMap<string, Exported>;

/** Exported trees that were opened in this tab, by release and moment. They are kept nowhere else. */
const opened = createStore<Files>(new Map());

export function keyOfExport({ answer, readAt }: Exported): string {
  return sideKey(exportedSide(answer.release.id, readAt));
}

export function useOpened(): Files {
  return useSyncExternalStore(opened.subscribe, opened.get);
}

export function hasOpened(): boolean {
  return opened.get().size > 0;
}

/** Opens a file, or says why it cannot be. */
export async function openExport(file: File): Promise<Exported | null> {
  try {
    const found = await readExport(file);
    opened.set(new Map(opened.get()).set(keyOfExport(found), found));
    return found;
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    notify(error.message);
    return null;
  }
}

export function forgetOpened(): void {
  opened.set(new Map());
}
