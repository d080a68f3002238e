import { Flex } from "@chakra-ui/react";
import { lastRead } from "@/hooks/live";
import { usePrinting } from "@/hooks/usePrinting";
import { useZone } from "@/hooks/useZone";
import { formatDate, parseTime } from "@/lib/words/time";

/** A print is kept, so it says when it was accurate. */
export function PaperHead() {
  const isPrinting = usePrinting();
  const zone = useZone();
  const readAt = parseTime(lastRead());
  if (!isPrinting) return null;
  return (
    <Flex as="p" justify="space-between" mb="0.75rem" color="muted">
      <strong>Releasewatch</strong>
      {readAt !== undefined && (
        <span className="tabular">{`as of ${formatDate(readAt, zone)}`}</span>
      )}
    </Flex>
  );
}
