import { Button } from "@chakra-ui/react";
import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";

interface CopyLinkProps {
  variant?: "outline" | "ghost";
  /** The icon alone, where room is short. */
  isSmall?: boolean;
}

const SHOWN_FOR = 1500;

/** Copies the address of what is on screen: release, selected node and filters. */
export function CopyLink({ variant = "outline", isSmall = false }: CopyLinkProps) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [said]);

  async function onCopy() {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid("Copied");
    } catch {
      setSaid("Not copied");
    }
  }
  const Icon = said === "Copied" ? Check : Link2;
  return (
    <Button
      variant={variant}
      size={isSmall ? "icon" : "md"}
      aria-label={isSmall ? (said ?? "Copy link") : undefined}
      title={isSmall ? "Copy link" : undefined}
      onClick={() => void onCopy()}
    >
      <Icon size="0.875rem" aria-hidden="true" />
      {!isSmall && (said ?? "Copy link")}
    </Button>
  );
}
