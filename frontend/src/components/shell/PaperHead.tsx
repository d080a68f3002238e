import { Flex } from "@chakra-ui/react";
import { useLiveSubject } from "@/hooks/live";
import { usePrinting } from "@/hooks/usePrinting";
import { useZone } from "@/hooks/useZone";
import { formatDate, parseTime } from "@/lib/words/time";

/** A print is kept, so it says when it was accurate. */
export function PaperHead() {
  const isPrinting = usePrinting();
  const zone = useZone();
  const subject = useLiveSubject();
  if (!isPrinting) return null;
  const readAt = parseTime(subject?.lastRead());
  const unread = subject && subject.readAt === undefined ? "not read yet" : "";
  return (
    <Flex as="p" justify="space-between" mb="0.75rem" color="muted">
      <strong>Releasewatch</strong>
      <span className="tabular">
        {readAt === undefined ? unread : `as of ${formatDate(readAt, zone)}`}
      </span>
    </Flex>
  );
}
