import { Button } from "@chakra-ui/react";
import { useEffect } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import type { ApiError } from "@/services/apiError";
import { restoreSession } from "@/services/authService";
import "./Starting.css";

/** Before it is known whether there is a session. Blank: it takes one short request. */
export function Starting({ error }: { error: ApiError | undefined }) {
  const isAsking = error === undefined;
  useEffect(() => {
    if (isAsking) void restoreSession();
  }, [isAsking]);
  if (!error) return <div className="starting" aria-busy="true" />;
  return (
    <main className="starting">
      <EmptyState
        title={error.status === 0 ? "Releasewatch does not answer" : error.title}
        action={<Button onClick={() => void restoreSession()}>Try again</Button>}
      >
        {error.detail}
      </EmptyState>
    </main>
  );
}
