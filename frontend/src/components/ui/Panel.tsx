import { Button } from "@chakra-ui/react";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { PHONE } from "@/theme/scale";
import "./Panel.css";

interface PanelBarProps {
  icon: LucideIcon;
  /** The kind of thing that the panel is about. */
  word: string;
  /** What its arrows lead to. */
  step?: "row" | "change";
  onStep?: ((step: 1 | -1) => void) | null;
  onClose: () => void;
}

/** The first line of a panel. */
export function PanelBar({ icon: Icon, word, step = "row", onStep, onClose }: PanelBarProps) {
  return (
    <div className="panel-bar">
      <Icon size="0.875rem" aria-hidden="true" />
      <span className="panel-kind">{word}</span>
      {onStep && (
        <>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Previous ${step}`}
            onClick={() => onStep(-1)}
          >
            <ChevronUp size="1rem" aria-hidden="true" />
          </Button>
          <Button variant="ghost" size="icon" aria-label={`Next ${step}`} onClick={() => onStep(1)}>
            <ChevronDown size="1rem" aria-hidden="true" />
          </Button>
        </>
      )}
      <Button variant="ghost" size="icon" aria-label="Close" title="Close (Esc)" onClick={onClose}>
        <X size="1rem" aria-hidden="true" />
      </Button>
    </div>
  );
}

/** A phone's sheet covers the page, so it takes the focus; beside the page the focus stays where it was. */
export function PanelTitle({ label }: { label: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (window.matchMedia(PHONE).matches) title.current?.focus();
  }, []);
  return (
    <h2 ref={title} tabIndex={-1} className="panel-title clamped">
      {label}
    </h2>
  );
}
