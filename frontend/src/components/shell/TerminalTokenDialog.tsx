import { Button, Flex, chakra } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { Modal } from "@/components/ui/Modal";
import { toldOf } from "@/services/apiError";
import type { TerminalToken } from "@/services/authService";
import { terminalTokenQuery } from "@/services/authService";

const COMMAND = `releasewatch login --url ${window.location.origin} --token-stdin`;

interface CopiedProps {
  /** What the text is: "command". */
  name: string;
  text: string;
  children: ReactNode;
}

/** Selected as a whole when it is focused, for browsers that refuse to copy. */
function Copied({ name, text, children }: CopiedProps) {
  return (
    <chakra.label display="block" mt="0.875rem" textStyle="body">
      {children}
      <Flex gap="0.25rem" align="center" mt="0.25rem">
        <chakra.input
          aria-label={`The ${name}`}
          readOnly
          translate="no"
          value={text}
          onFocus={(event) => event.target.select()}
          flex="1 1 auto"
          minW="0"
          h="2.25rem"
          px="0.625rem"
          borderWidth="1px"
          borderColor="line"
          borderRadius="button"
          bg="canvas"
          fontFamily="mono"
          fontVariantLigatures="none"
          textStyle="cell"
          textOverflow="ellipsis"
        />
        <CopyButton text={text} label={`Copy the ${name}`} />
      </Flex>
    </chakra.label>
  );
}

function Steps({ token }: { token: TerminalToken }) {
  return (
    <>
      <Copied name="command" text={COMMAND}>
        1. Run this in the terminal. It asks for the token.
      </Copied>
      <Copied name="token" text={token.value}>
        2. Paste the token. It stays invisible there.
      </Copied>
      <chakra.p mt="1rem" color="muted">
        It expires at <Moment time={token.expiresAt} />, with your session here. Signing out here
        ends it, and so does <code>releasewatch logout</code>, which ends both. Anyone who has it
        can read what you can.
      </chakra.p>
    </>
  );
}

function Body() {
  const { data, error, isFetching, refetch } = useQuery(terminalTokenQuery);
  if (data) return <Steps token={data} />;
  if (!error || isFetching) return <p role="status">Making a token…</p>;
  return (
    <>
      <p role="alert">The token could not be made. {toldOf(error)}</p>
      <Button mt="0.75rem" onClick={() => void refetch()}>
        Try again
      </Button>
    </>
  );
}

export function TerminalTokenDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Command-line token" onClose={onClose}>
      <Body />
    </Modal>
  );
}
