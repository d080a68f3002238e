import { useCallback, useSyncExternalStore } from "react";
import type { ThemeName } from "@/theme/statusTokens";

const KEY = "releasewatch.theme";
const CHANGED = "releasewatch:theme";

function prefersDark(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}

/** The class was set before the first paint by /theme.js; from here on it is the truth. */
function current(): ThemeName {
  return document.documentElement.classList.contains("dark") ? "dark" : "light";
}

function apply(theme: ThemeName): void {
  document.documentElement.classList.toggle("dark", theme === "dark");
  document.documentElement.classList.toggle("light", theme === "light");
  window.dispatchEvent(new Event(CHANGED));
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(theme: ThemeName): void {
  try {
    const isSystem = (theme === "dark") === prefersDark().matches;
    if (isSystem) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden: the choice then lasts for this visit.
  }
}

function subscribe(listener: () => void): () => void {
  const onSystemChange = () => {
    if (stored() === null) apply(prefersDark().matches ? "dark" : "light");
  };
  const system = prefersDark();
  system.addEventListener("change", onSystemChange);
  window.addEventListener(CHANGED, listener);
  return () => {
    system.removeEventListener("change", onSystemChange);
    window.removeEventListener(CHANGED, listener);
  };
}

/** Choosing what the system has already means following the system again. */
export function useTheme() {
  const theme = useSyncExternalStore(subscribe, current);
  const toggle = useCallback(() => {
    const next = current() === "dark" ? "light" : "dark";
    store(next);
    apply(next);
  }, []);
  return { theme, toggle };
}
