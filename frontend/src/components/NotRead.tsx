import { Button } from "@chakra-ui/react";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/CopyButton";
import { StateCard, StateText, StateTitle } from "@/components/ui/StateCard";
import { ApiError, toldOf } from "@/services/apiError";

interface NotReadProps {
  title: string;
  error: Error;
  onRetry: () => void;
  /** It is polled, so that nobody has to press the button. */
  isRetrying?: boolean;
  /** Text with a running clock, outside the alert: "Next try in 8 s." */
  note?: ReactNode;
}

/** A read failed, and there is no older data to show. */
export function NotRead({ title, error, onRetry, isRetrying = false, note }: NotReadProps) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  const actions = (
    <>
      <Button onClick={onRetry}>
        <RotateCw size="0.875rem" aria-hidden="true" />
        Retry now
      </Button>
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
        <StateText>
          {isRetrying ? `${toldOf(error)} Retrying automatically.` : toldOf(error)}
        </StateText>
      </div>
      {note !== undefined && <StateText>{note}</StateText>}
    </StateCard>
  );
}
