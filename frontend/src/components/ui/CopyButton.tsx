import { Button } from "@chakra-ui/react";
import { Check, Copy } from "lucide-react";
import { useCopy } from "./useCopy";
import type { Copying } from "./useCopy";

interface CopyButtonProps {
  text: string;
  /** The button's name: "Copy workflow id". */
  label: string;
  size?: "icon" | "iconSm";
  /** Shows the word beside the icon. */
  children?: string;
}

const SAID = {
  copied: "Copied",
  refused: "The browser refused to copy",
} satisfies Record<Copying, string>;

/** Copies, and shows the result in the button itself. */
export function CopyButton({ text, label, size = "icon", children }: CopyButtonProps) {
  const { result, copy } = useCopy();
  const Icon = result === "copied" ? Check : Copy;
  return (
    <Button
      variant="ghost"
      size={children === undefined ? size : "md"}
      aria-label={children === undefined ? label : undefined}
      title={result === undefined ? label : SAID[result]}
      onClick={(event) => {
        event.stopPropagation();
        copy(text);
      }}
    >
      <Icon size="0.875rem" aria-hidden="true" />
      {children}
      <span className="visually-hidden" role="status">
        {result === undefined ? "" : SAID[result]}
      </span>
    </Button>
  );
}
