import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { doneText } from "@/lib/words/done";
import type { Past } from "@/lib/tree/rowView";
import type { TreeNode } from "@/lib/tree/tree";
import { formatNumber } from "@/lib/words/words";
import { STATUSES } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

/** The apps below a node, by status. */
export function PanelCounts({ row, past }: { row: TreeNode; past: Past | null }) {
  const shown = STATUSES.filter((status) => (row.counts[status] ?? 0) > 0);
  if (row.total === 0) return null;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">
        Apps
        <span>{doneText(row.counts)}</span>
      </h3>
      <ProgressBar counts={row.counts} stuck={row.stuck} size="lg" asOf={past ? "past" : null} />
      <ul className="panel-counts">
        {shown.map((status) => (
          <li key={status}>
            <StatusIcon status={status} muted={past !== null} />
            {WORDS[status]}
            <strong>{formatNumber(row.counts[status] ?? 0)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
