import { Button, Flex, chakra } from "@chakra-ui/react";
import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { notices } from "@/lib/app/notice";

const SHOWN_FOR = 4000;

function close(): void {
  notices.set(undefined);
}

const SHOWN = {
  position: "fixed",
  zIndex: "notice",
  insetBlockEnd: "1rem",
  insetInline: "1rem",
  w: "fit-content",
  maxW: "calc(100vw - 2rem)",
  mx: "auto",
  px: "0.75rem",
  py: "0.5rem",
  borderRadius: "input",
  color: "onInk",
  bg: "ink",
  boxShadow: "card",
} as const;

/** Says what a key did. A notice that asks for something stays until it is closed. */
export function NoticeBox() {
  const notice = useSyncExternalStore(notices.subscribe, notices.get);
  const stays = notice !== undefined && (notice.copy !== undefined || notice.isReload === true);
  useEffect(() => {
    if (!notice || stays) return;
    const timer = setTimeout(close, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [notice, stays]);
  return (
    <Flex className="screen-only" align="center" gap="0.5rem" css={notice && SHOWN}>
      <chakra.p role="status" overflowWrap="anywhere">
        {notice?.text ?? ""}
      </chakra.p>
      {notice?.copy !== undefined && (
        <chakra.input
          flex="1 1 18rem"
          minW="6rem"
          px="0.5rem"
          py="0.125rem"
          borderWidth="1px"
          borderColor="currentcolor"
          borderRadius="key"
          bg="none"
          readOnly
          aria-label="To copy"
          value={notice.copy}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      {notice?.isReload && (
        <Button variant="onInk" size="sm" onClick={() => window.location.reload()}>
          Reload
        </Button>
      )}
      {stays && (
        <Button variant="onInk" size="icon" aria-label="Close the notice" onClick={close}>
          <X size="0.875rem" aria-hidden="true" />
        </Button>
      )}
    </Flex>
  );
}
