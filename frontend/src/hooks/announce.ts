import { useEffect, useState, useSyncExternalStore } from "react";
import { SILENCE, pauseBefore, speak } from "@/lib/app/announcing";
import type { Said } from "@/lib/app/announcing";
import { createStore } from "@/lib/app/store";

const said = createStore<Said>(new Map());

function say(name: string, text: string): void {
  said.set(new Map([...said.get(), [name, text]]));
}

/** Tells a screen reader what changes by itself, in its turn. `text` holds nothing that ticks. */
export function useAnnouncement(name: string, text: string): void {
  useEffect(() => {
    say(name, text);
    return () => say(name, "");
  }, [name, text]);
}

/** The text of the one region that speaks for the whole page. */
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
