import { Button } from "@chakra-ui/react";
import { ArrowUpRight } from "lucide-react";

interface ExternalLinkButtonProps {
  href: string;
  children: string;
  variant?: "ink" | "outline";
  size?: "sm" | "md";
  /** Needed when the text alone does not say where it leads. */
  label?: string;
}

/** A link that opens in a new tab, marked with an arrow and for screen readers. */
export function ExternalLinkButton({
  href,
  children,
  variant = "outline",
  size = "md",
  label,
}: ExternalLinkButtonProps) {
  return (
    <Button asChild variant={variant} size={size}>
      <a href={href} target="_blank" rel="noreferrer" aria-label={label && `${label} (new tab)`}>
        {children}
        <ArrowUpRight size="0.875rem" aria-hidden="true" />
        {label === undefined && <span className="visually-hidden">(new tab)</span>}
      </a>
    </Button>
  );
}
