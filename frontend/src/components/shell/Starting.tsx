import { Box, Button, chakra } from "@chakra-ui/react";
import { useEffect } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import type { ApiError } from "@/services/apiError";
import { restoreSession } from "@/services/authService";

/** Nobody has to press the button: a server that is back is found within this. */
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
          {error.detail} Trying again by itself.
        </EmptyState>
      </Box>
    </chakra.main>
  );
}

/** Before it is known whether there is a session. Blank: it takes one short request. */
export function Starting({ error }: { error: ApiError | undefined }) {
  const isAsking = error === undefined;
  useEffect(() => {
    if (isAsking) void restoreSession();
  }, [isAsking]);
  return error ? <Unreachable error={error} /> : <Box minH="100dvh" aria-busy="true" />;
}
