import { useEffect, useState } from "react";
import { copyText } from "@/lib/app/copy";

export type Copying = "copied" | "refused";

const SHOWN_FOR = 1500;

/** Copies, and returns the result for a moment. */
export function useCopy() {
  const [result, setResult] = useState<Copying>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = (text: string) => {
    void copyText(text).then((isCopied) => setResult(isCopied ? "copied" : "refused"));
  };
  return { result, copy };
}
