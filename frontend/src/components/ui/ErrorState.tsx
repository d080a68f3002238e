import { Button } from "@chakra-ui/react";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import { StateCard, StateText, StateTitle } from "./StateCard";

interface ErrorStateProps {
  title: string;
  /** "The server answered 503: Temporal namespace prod was not found." */
  children: ReactNode;
  /** Text with a running clock, outside the alert: "Next try in 8 s." */
  note?: ReactNode;
  requestId?: string | null | undefined;
  onRetry?: (() => void) | undefined;
}

/** A read failed, and there is no older data to show. */
export function ErrorState({ title, children, note, requestId, onRetry }: ErrorStateProps) {
  const actions = (
    <>
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
    </>
  );
  return (
    <StateCard actions={actions}>
      <div role="alert">
        <StateTitle>{title}</StateTitle>
        <StateText>{children}</StateText>
      </div>
      {note !== undefined && <StateText>{note}</StateText>}
    </StateCard>
  );
}
