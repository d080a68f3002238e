import { Button } from "@chakra-ui/react";
import { Check, Link2 } from "lucide-react";
import { useCopy } from "./useCopy";
import type { Copying } from "./useCopy";

interface CopyLinkProps {
  variant?: "outline" | "ghost";
  /** The icon alone, where room is short. */
  isSmall?: boolean;
}

const SAID = { copied: "Copied", refused: "Not copied" } satisfies Record<Copying, string>;

/** Copies the address of what is on screen, with what is selected and filtered. */
export function CopyLink({ variant = "outline", isSmall = false }: CopyLinkProps) {
  const { result, copy } = useCopy();
  const said = result && SAID[result];
  const Icon = result === "copied" ? Check : Link2;
  return (
    <Button
      variant={variant}
      size={isSmall ? "icon" : "md"}
      aria-label={isSmall ? (said ?? "Copy link") : undefined}
      title={isSmall ? "Copy link" : undefined}
      onClick={() => copy(window.location.href)}
    >
      <Icon size="0.875rem" aria-hidden="true" />
      {!isSmall && (said ?? "Copy link")}
    </Button>
  );
}
