import { createStore } from "@/lib/app/store";

/** The result of a user's action that is not visible otherwise. */
export interface Notice {
  text: string;
  /** To be copied by hand, if the browser refused to. */
  copy?: string;
}

export const notices = createStore<Notice | undefined>(undefined);

export function notify(text: string, copy?: string): void {
  notices.set(copy === undefined ? { text } : { text, copy });
}
