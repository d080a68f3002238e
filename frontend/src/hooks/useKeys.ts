import { useEffect, useRef } from "react";
import { createPreference, usePreference } from "./usePreference";

/** Single-letter shortcuts conflict with speech input, so they can be turned off. */
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
  return document.querySelector("dialog[open]") !== null;
}

/** Single characters such as `n` are the shortcuts that can be turned off. */
function isSingleCharacter(key: string): boolean {
  return key.length === 1;
}

/**
 * Keyboard shortcuts: `"j"`, `"Escape"`, or `"g l"` for two keys in a row. They do not apply in text fields, menus
 * and dialogs, and leave the browser's own combinations alone.
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
