import { createStore } from "@/lib/app/store";

/** What a person's own doing came to, where it happened out of sight. */
export interface Notice {
  text: string;
  /** To be taken by hand, where the browser would not. */
  copy?: string;
}

export const notices = createStore<Notice | undefined>(undefined);

export function notify(text: string, copy?: string): void {
  notices.set(copy === undefined ? { text } : { text, copy });
}
