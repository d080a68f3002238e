import { Button } from "@chakra-ui/react";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import "./StateCard.css";

interface ErrorStateProps {
  title: string;
  /** "The server answered 503: Temporal namespace prod was not found." */
  children: ReactNode;
  /** What ticks, and is not read out each second: "Next try in 8 s." */
  note?: ReactNode;
  requestId?: string | null | undefined;
  onRetry?: (() => void) | undefined;
}

/** Could not be read, and nothing older to keep. */
export function ErrorState({ title, children, note, requestId, onRetry }: ErrorStateProps) {
  return (
    <section className="state-card">
      <div role="alert">
        <h2 className="state-card-title">{title}</h2>
        <p className="state-card-text">{children}</p>
      </div>
      {note !== undefined && <p className="state-card-text">{note}</p>}
      <div className="state-card-actions">
        {onRetry && (
          <Button onClick={onRetry}>
            <RotateCw size="0.875rem" aria-hidden="true" />
            Retry now
          </Button>
        )}
        {requestId && (
          <CopyButton text={requestId} label="Copy request id">
            {`Request id ${requestId.slice(0, 8)}`}
          </CopyButton>
        )}
      </div>
    </section>
  );
}
