import { useSyncExternalStore } from "react";
import type { ThemeName } from "@/theme/statusTokens";
import { createPreference } from "./usePreference";

/** `/theme.js` reads it before the first paint. */
const preference = createPreference("theme", ["system", "light", "dark"], "system");

function systemTheme(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}

function nameOf(system: MediaQueryList): ThemeName {
  return system.matches ? "dark" : "light";
}

function current(): ThemeName {
  return document.documentElement.classList.contains("dark") ? "dark" : "light";
}

function apply(): void {
  const choice = preference.get();
  const theme = choice === "system" ? nameOf(systemTheme()) : choice;
  document.documentElement.classList.toggle("dark", theme === "dark");
  document.documentElement.classList.toggle("light", theme === "light");
}

function subscribe(listener: () => void): () => void {
  const onChange = () => {
    apply();
    listener();
  };
  const system = systemTheme();
  system.addEventListener("change", onChange);
  const unsubscribe = preference.subscribe(onChange);
  // It may have changed since the first paint.
  apply();
  return () => {
    system.removeEventListener("change", onChange);
    unsubscribe();
  };
}

/** Choosing the system's own theme means following the system again. */
function toggle(): void {
  const next = current() === "dark" ? "light" : "dark";
  preference.set(next === nameOf(systemTheme()) ? "system" : next);
}

export function useTheme() {
  return { theme: useSyncExternalStore(subscribe, current), toggle };
}
