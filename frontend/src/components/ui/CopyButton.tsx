import { Button } from "@chakra-ui/react";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

interface CopyButtonProps {
  text: string;
  /** What the button is called: "Copy workflow id". */
  label: string;
  /** Shows the word beside the icon. */
  children?: string;
}

const SHOWN_FOR = 1500;

/** Copies, and says so in place: no toast for something this small. */
export function CopyButton({ text, label, children }: CopyButtonProps) {
  const [result, setResult] = useState<"copied" | "refused">();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [result]);

  async function onCopy() {
    try {
      await navigator.clipboard.writeText(text);
      setResult("copied");
    } catch {
      setResult("refused");
    }
  }
  const said = { copied: "Copied", refused: "The browser refused to copy" };
  const Icon = result === "copied" ? Check : Copy;
  return (
    <Button
      variant="ghost"
      size={children === undefined ? "icon" : "md"}
      aria-label={children === undefined ? label : undefined}
      title={result === undefined ? label : said[result]}
      onClick={(event) => {
        event.stopPropagation();
        void onCopy();
      }}
    >
      <Icon size="0.875rem" aria-hidden="true" />
      {children}
      <span className="visually-hidden" role="status">
        {result === undefined ? "" : said[result]}
      </span>
    </Button>
  );
}
