import { StatusIcon } from "@/components/ui/StatusIcon";
import { lineage } from "@/lib/tree/lineage";
import { doneText } from "@/lib/words/done";
import { countWord, totalOf } from "@/lib/words/status";
import { labelOf, statusOf } from "@/lib/words/told";
import type { TreeNode } from "@/lib/tree/tree";
import { formatNumber } from "@/lib/words/words";
import type { Counts, EntityNode } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

interface PanelParentsProps {
  row: TreeNode;
  entity: EntityNode;
  isPast: boolean;
  onOpen: (path: string) => void;
}

const WORST = ["failed", "retrying", "unknown", "waiting"] as const;

/** "2 failed of 12", "1 needs approval, of 12", else "8 of 12 done, 1 skipped" */
function countText(entity: EntityNode): string {
  const counts: Counts = entity.counts;
  const worst = WORST.find((status) => (counts[status] ?? 0) > 0);
  if (worst === undefined) return doneText(counts);
  const words = countWord(counts[worst] ?? 0, WORDS[worst]);
  const joint = worst === "waiting" ? ", of" : " of";
  return `${words}${joint} ${formatNumber(totalOf(counts))}`;
}

/** The ancestors of a node, up to the release. */
export function PanelParents({ row, entity, isPast, onOpen }: PanelParentsProps) {
  const [, ...parents] = lineage(row, entity);
  if (parents.length === 0) return null;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">Parents</h3>
      <ul className="panel-parents">
        {parents.map((parent) => {
          const beside = parent.type === "wave" ? parent.detail : parent.type;
          return (
            <li key={parent.path}>
              <button type="button" onClick={() => onOpen(parent.path)}>
                <StatusIcon status={statusOf(parent)} stuck={parent.stuck} muted={isPast} />
                <strong className="truncate">{labelOf(parent)}</strong>
                <span className="truncate">{beside}</span>
                <span className="panel-parent-count">{countText(parent)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
