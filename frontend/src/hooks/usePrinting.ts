import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

function onPrint(onBefore: () => void, onAfter: () => void): () => void {
  window.addEventListener("beforeprint", onBefore);
  window.addEventListener("afterprint", onAfter);
  return () => {
    window.removeEventListener("beforeprint", onBefore);
    window.removeEventListener("afterprint", onAfter);
  };
}

/** Prints use the light theme. */
export function usePaper(): void {
  useEffect(() => {
    const { classList } = document.documentElement;
    let wasDark = false;
    const onBefore = () => {
      wasDark = classList.contains("dark");
      if (wasDark) classList.replace("dark", "light");
    };
    const onAfter = () => {
      if (wasDark) classList.replace("light", "dark");
    };
    return onPrint(onBefore, onAfter);
  }, []);
}

/** Whether the page is being printed. Rows outside the viewport must be rendered then, before layout. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const set = (is: boolean) => () => flushSync(() => setPrinting(is));
    return onPrint(set(true), set(false));
  }, []);
  return isPrinting;
}
