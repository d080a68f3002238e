import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Paper is white whatever the screen is, and everything on it has to be there before it is laid out. */
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
    window.addEventListener("beforeprint", onBefore);
    window.addEventListener("afterprint", onAfter);
    return () => {
      window.removeEventListener("beforeprint", onBefore);
      window.removeEventListener("afterprint", onAfter);
    };
  }, []);
}

/** Whether the page is being printed: then what is out of sight has to be there too. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const set = (is: boolean) => () => flushSync(() => setPrinting(is));
    const [onBefore, onAfter] = [set(true), set(false)];
    window.addEventListener("beforeprint", onBefore);
    window.addEventListener("afterprint", onAfter);
    return () => {
      window.removeEventListener("beforeprint", onBefore);
      window.removeEventListener("afterprint", onAfter);
    };
  }, []);
  return isPrinting;
}
