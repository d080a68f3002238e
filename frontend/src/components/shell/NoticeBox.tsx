import { Button } from "@chakra-ui/react";
import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { notices } from "@/lib/app/notice";
import "./NoticeBox.css";

const SHOWN_FOR = 4000;

function close(): void {
  notices.set(undefined);
}

/** What a key did, said in one place. What is to be taken by hand stays until it is closed. */
export function NoticeBox() {
  const notice = useSyncExternalStore(notices.subscribe, notices.get);
  useEffect(() => {
    if (!notice || notice.copy !== undefined) return;
    const timer = setTimeout(close, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className="notice" data-shown={notice !== undefined || undefined}>
      <p role="status">{notice?.text ?? ""}</p>
      {notice?.copy !== undefined && (
        <>
          <input
            readOnly
            aria-label="To copy"
            value={notice.copy}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button variant="onInk" size="icon" aria-label="Close the notice" onClick={close}>
            <X size="0.875rem" aria-hidden="true" />
          </Button>
        </>
      )}
    </div>
  );
}
