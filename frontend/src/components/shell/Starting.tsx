import { Box, Button, chakra } from "@chakra-ui/react";
import { useEffect } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import type { ApiError } from "@/services/apiError";
import { restoreSession } from "@/services/authService";

/** A server that is back is found within this time, without pressing the button. */
const TRY_AGAIN = 5000;

function Unreachable({ error }: { error: ApiError }) {
  useEffect(() => {
    const again = () => void restoreSession();
    const timer = setInterval(again, TRY_AGAIN);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, []);
  return (
    <chakra.main minH="100dvh" px="1rem" py="6rem">
      <title>Not reached · Releasewatch</title>
      <Box maxW="35rem" mx="auto">
        <EmptyState
          title={error.title}
          action={<Button onClick={() => void restoreSession()}>Try again</Button>}
        >
          {error.detail} Retrying automatically.
        </EmptyState>
      </Box>
    </chakra.main>
  );
}

/** Shown until it is known whether there is a session. Blank, since that takes one short request. */
export function Starting({ error }: { error: ApiError | undefined }) {
  const isAsking = error === undefined;
  useEffect(() => {
    if (isAsking) void restoreSession();
  }, [isAsking]);
  return error ? <Unreachable error={error} /> : <Box minH="100dvh" aria-busy="true" />;
}
