import { useEffect, useState, useSyncExternalStore } from "react";
import { SILENCE, pauseBefore, speak } from "@/lib/app/announcing";
import type { Said } from "@/lib/app/announcing";
import { createStore } from "@/lib/app/store";

const said = createStore<Said>(new Map());

function say(name: string, text: string): void {
  said.set(new Map([...said.get(), [name, text]]));
}

/** Queues an announcement for screen readers. `text` must not contain a running clock. */
export function useAnnouncement(name: string, text: string): void {
  useEffect(() => {
    say(name, text);
    return () => say(name, "");
  }, [name, text]);
}

/** The text of the page's only live region. */
export function useSpoken(): string {
  const wanted = useSyncExternalStore(said.subscribe, said.get);
  const [spoken, setSpoken] = useState(SILENCE);
  useEffect(() => {
    const pause = pauseBefore(wanted, spoken, performance.now());
    if (pause === null) return;
    const timer = setTimeout(() => setSpoken(speak(wanted, spoken, performance.now())), pause);
    return () => clearTimeout(timer);
  }, [wanted, spoken]);
  return spoken.text;
}
