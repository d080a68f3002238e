import { StatusIcon } from "@/components/ui/StatusIcon";
import { lineage } from "@/lib/lineage";
import { doneOf, totalOf } from "@/lib/status";
import { nameOf } from "@/lib/tree";
import type { Tree, TreeNode } from "@/lib/tree";
import { formatNumber } from "@/lib/words";
import { STATUSES } from "@/types/entities";
import type { Counts, EntityNode } from "@/types/entities";

interface PanelParentsProps {
  tree: Tree;
  row: TreeNode;
  entity: EntityNode;
  isPast: boolean;
  onOpen: (path: string) => void;
}

const WORDS: Partial<Record<EntityNode["status"], string>> = {
  failed: "failed",
  retrying: "retrying",
  unknown: "unknown",
  waiting: "waiting",
};

/** "2 failed of 12", else "8 of 12 done" */
function countText(entity: EntityNode): string {
  const counts: Counts = entity.counts ?? {};
  const total = formatNumber(totalOf(counts));
  const worst = STATUSES.find((status) => status in WORDS && (counts[status] ?? 0) > 0);
  return worst
    ? `${formatNumber(counts[worst] ?? 0)} ${WORDS[worst] ?? ""} of ${total}`
    : `${formatNumber(doneOf(counts))} of ${total} done`;
}

/** Everything a node stands in, up to the release. */
export function PanelParents({ tree, row, entity, isPast, onOpen }: PanelParentsProps) {
  const [, ...parents] = lineage(row, entity);
  if (parents.length === 0) return null;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">Parents</h3>
      <ul className="panel-parents">
        {parents.map((parent) => {
          // A wave is known by its number on this page; its name stands beside it.
          const wave = parent.type === "wave" ? tree.rowOf.get(parent.path) : undefined;
          return (
            <li key={parent.path}>
              <button type="button" onClick={() => onOpen(parent.path)}>
                <StatusIcon status={parent.health} stuck={parent.stuck} muted={isPast} />
                <strong className="truncate">{wave?.label ?? nameOf(parent)}</strong>
                <span>{wave ? wave.detail : parent.type}</span>
                <span className="panel-parent-count">{countText(parent)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
