import { Button } from "@chakra-ui/react";
import { Ellipsis } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ExportFormat } from "@/lib/tree/exportRows";

export interface TreeMenuProps {
  isHiding: boolean;
  onHide: (hide: boolean) => void;
  onExport: (format: ExportFormat) => void;
}

/** Closes on Escape and on whatever happens outside. */
function useDismiss(isOpen: boolean, close: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    function onOutside(event: Event): void {
      const isInside = event.target instanceof Node && box.current?.contains(event.target) === true;
      if (!isInside) close();
    }
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
      button.current?.focus();
    }
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("pointerdown", onOutside);
    document.addEventListener("focusin", onOutside);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("pointerdown", onOutside);
      document.removeEventListener("focusin", onOutside);
    };
  }, [isOpen, close]);
  return { box, button };
}

/** What is rarely needed: hiding what is finished, and taking the rows along. */
export function TreeMenu({ isHiding, onHide, onExport }: TreeMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [close] = useState(() => () => setOpen(false));
  const { box, button } = useDismiss(isOpen, close);
  const id = useId();
  function take(format: ExportFormat) {
    onExport(format);
    close();
  }
  return (
    <div ref={box} className="tree-menu">
      <Button
        ref={button}
        variant="ghost"
        size="icon"
        aria-label="Tree options"
        title="Tree options"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Ellipsis size="1rem" aria-hidden="true" />
      </Button>
      {isOpen && (
        <div id={id} className="tree-menu-box">
          <label>
            <input
              type="checkbox"
              checked={isHiding}
              onChange={(event) => onHide(event.target.checked)}
            />
            Hide finished
          </label>
          <button type="button" onClick={() => take("csv")}>
            Export rows as CSV
          </button>
          <button type="button" onClick={() => take("json")}>
            Export rows as JSON
          </button>
        </div>
      )}
    </div>
  );
}
