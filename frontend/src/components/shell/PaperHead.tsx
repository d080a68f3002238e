import { useLastRead } from "@/hooks/live";
import { usePrinting } from "@/hooks/usePrinting";
import { formatIso, parseTime } from "@/lib/time";

/** Paper outlives the day, so it says when what is on it was true. */
export function PaperHead() {
  const isPrinting = usePrinting();
  const readAt = parseTime(useLastRead()());
  if (!isPrinting) return null;
  return (
    <p className="paper-head">
      <strong>Releasewatch</strong>
      {readAt !== undefined && <span className="tabular">as of {formatIso(readAt)}</span>}
    </p>
  );
}
