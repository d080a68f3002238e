import { createStore } from "@/lib/app/store";

/** The result of a user's action that is not visible otherwise, or news of the server. */
export interface Notice {
  text: string;
  /** To be copied by hand, if the browser refused to. */
  copy?: string;
  /** Whether a reload is what it asks for. */
  isReload?: boolean;
}

export const notices = createStore<Notice | undefined>(undefined);

export function notify(text: string, copy?: string): void {
  notices.set(copy === undefined ? { text } : { text, copy });
}

/** Stays until the reader has reloaded or closed it. */
export function askForReload(text: string): void {
  notices.set({ text, isReload: true });
}
