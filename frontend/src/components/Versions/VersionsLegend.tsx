import { StatusIcon } from "@/components/ui/StatusIcon";
import { plural } from "@/lib/words/words";

interface VersionsLegendProps {
  apps: number;
  clusters: number;
}

/** What the cells mean, and how many are shown. */
export function VersionsLegend({ apps, clusters }: VersionsLegendProps) {
  return (
    <div className="versions-legend">
      <ul>
        <li>
          <span className="versions-line" aria-hidden="true" /> as most run
        </li>
        <li>
          <span className="version-chip" aria-hidden="true">
            1.2
          </span>{" "}
          another version
        </li>
        <li>
          <StatusIcon status="running" size={13} /> under way
        </li>
        <li>
          <span className="version-chip" data-status="failed" aria-hidden="true">
            <StatusIcon status="failed" size={12} />
          </span>{" "}
          failed or stuck, and what runs
        </li>
        <li>
          <span className="version-chip" data-kind="conflict" aria-hidden="true">
            &nbsp;
          </span>{" "}
          two releases
        </li>
        <li>
          <span className="version-chip" data-kind="stale" data-status="unknown" aria-hidden="true">
            1.2
          </span>{" "}
          not confirmed now
        </li>
      </ul>
      <span>{`${plural(apps, "app")}, ${plural(clusters, "cluster")}`}</span>
    </div>
  );
}
