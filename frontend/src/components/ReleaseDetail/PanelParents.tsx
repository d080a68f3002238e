import { StatusIcon } from "@/components/ui/StatusIcon";
import { lineage } from "@/lib/lineage";
import { totalOf } from "@/lib/status";
import { nameOf } from "@/lib/tree";
import type { Tree } from "@/lib/tree";
import { formatNumber } from "@/lib/words";
import { STATUSES } from "@/types/entities";
import type { EntityNode } from "@/types/entities";

interface PanelParentsProps {
  tree: Tree;
  path: string;
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
  const counts = new Map(Object.entries(entity.counts ?? {}));
  const total = formatNumber(totalOf(Object.fromEntries(counts)));
  const worst = STATUSES.find(
    (status) => WORDS[status] !== undefined && (counts.get(status) ?? 0) > 0,
  );
  if (worst) return `${formatNumber(counts.get(worst) ?? 0)} ${WORDS[worst] ?? ""} of ${total}`;
  const done = (counts.get("succeeded") ?? 0) + (counts.get("skipped") ?? 0);
  return `${formatNumber(done)} of ${total} done`;
}

/** Everything a node stands in, up to the release. */
export function PanelParents({ tree, path, isPast, onOpen }: PanelParentsProps) {
  const [, ...parents] = lineage(tree, path);
  if (parents.length === 0) return null;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">Parents</h3>
      <ul className="panel-parents">
        {parents.map((entity) => {
          const row = tree.rowOf.get(entity.path);
          // A wave is known by its number on this page; its name stands beside it.
          const isWave = entity.type === "wave" && row !== undefined;
          return (
            <li key={entity.path}>
              <button type="button" onClick={() => onOpen(entity.path)}>
                <StatusIcon status={entity.health} stuck={entity.stuck} muted={isPast} />
                <strong className="truncate">{isWave ? row.label : nameOf(entity)}</strong>
                <span>{isWave ? row.detail : entity.type}</span>
                <span className="panel-parent-count">{countText(entity)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
