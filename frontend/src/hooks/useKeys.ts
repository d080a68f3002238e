import { useEffect, useRef } from "react";
import { createPreference, usePreference } from "./usePreference";

/** Single letters as commands get in the way of speech input, so they can be turned off. */
export const keysPreference = createPreference("keys", ["on", "off"], "on");

const CHORD_TIMEOUT = 1000;

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input, textarea, select, [role=menu], [role=menu] *")
  );
}

function isDialogOpen(): boolean {
  return document.querySelector("[role=dialog][data-state=open]") !== null;
}

/** Whether the key is one character, such as `n`, which the reader may have turned off. */
function isSingleCharacter(key: string): boolean {
  return key.length === 1;
}

/**
 * Keys as commands: `"j"`, `"Escape"`, `"g l"` for one after the other. Nothing is taken from somebody who
 * types, from a dialog or from the browser's own combinations.
 */
export function useKeys(map: KeyMap): void {
  const isOn = usePreference(keysPreference) === "on";
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isDialogOpen()) return;
      if (!isOn && isSingleCharacter(event.key)) return;
      const isChord = first !== undefined && event.timeStamp - first.at < CHORD_TIMEOUT;
      const command =
        (isChord && latest.current[`${first?.key ?? ""} ${event.key}`]) ||
        latest.current[event.key];
      first = { key: event.key, at: event.timeStamp };
      if (!command) return;
      event.preventDefault();
      command(event);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [isOn]);
}
