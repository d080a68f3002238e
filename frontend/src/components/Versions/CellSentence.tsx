import { useNow } from "@/hooks/useNow";
import { onTopOf } from "@/lib/versions/table";
import { beforeText, cellSentence, versionOf } from "@/lib/versions/words";
import type { VersionCell } from "@/types/entities";

interface CellSentenceProps {
  cell: VersionCell | undefined;
  isAllRead: boolean;
}

/** "Runs 2026.47.3, wants 2026.48.2." */
export function CellSentence({ cell, isAllRead }: CellSentenceProps) {
  const now = useNow();
  if (!cell) return <>{cellSentence(undefined, { now, isAllRead })}</>;
  const { runs } = cell;
  const wants = onTopOf(cell).find(({ version }) => version && version !== runs?.version)?.version;
  const before = beforeText(cell);
  const verb = runs?.stale ? "Last known to run" : "Runs";
  return (
    <>
      {runs ? verb : "Nothing is known to run here"}
      {runs && (
        <>
          {" "}
          <strong>{versionOf(runs)}</strong>
        </>
      )}
      {wants && !cell.conflict && (
        <>
          , wants <strong>{wants}</strong>
        </>
      )}
      .{before && ` ${before}.`}
      {cell.conflict && " Two releases are open here, and which one wins is not known."}
    </>
  );
}
