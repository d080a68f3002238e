import { Button } from "@chakra-ui/react";
import { ServerOff } from "lucide-react";
import { Banner } from "@/components/ui/Banner";
import { useAnnouncement } from "@/hooks/announce";
import type { Unread } from "@/lib/tree/unread";
import { formatNumber } from "@/lib/words/words";

/** Which part of the tree could not be read, and why. */
export function UnreadBanner({ unread, onShow }: { unread: Unread; onShow: () => void }) {
  useAnnouncement("unread", `${unread.title} ${unread.text}`);
  return (
    <Banner
      tone="partial"
      label="Not read"
      icon={<ServerOff size="1rem" />}
      title={unread.title}
      action={
        unread.apps > 0 ? (
          <Button size="sm" onClick={onShow}>
            Show the {formatNumber(unread.apps)}
          </Button>
        ) : undefined
      }
    >
      {unread.text}
    </Banner>
  );
}
