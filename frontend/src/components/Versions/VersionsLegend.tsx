import { StatusIcon } from "@/components/ui/StatusIcon";
import { plural } from "@/lib/words/words";
import "./VersionCells.css";
import "./VersionsPage.css";

interface VersionsLegendProps {
  apps: number;
  clusters: number;
  isAllRead: boolean;
}

/** For cells with their text. */
function Chips() {
  return (
    <>
      <li className="versions-roomy">
        <span className="version-chip" aria-hidden="true">
          1.2
        </span>{" "}
        another version
      </li>
      <li>
        <StatusIcon status="running" size={13} /> under way
      </li>
      <li className="versions-roomy">
        <span className="version-chip" data-status="failed" aria-hidden="true">
          <StatusIcon status="failed" size={12} />
        </span>{" "}
        failed or stuck, and what runs
      </li>
      <li className="versions-roomy">
        <span className="version-chip" data-kind="conflict" aria-hidden="true">
          &nbsp;
        </span>{" "}
        two releases
      </li>
      <li className="versions-roomy">
        <span className="version-chip" data-kind="stale" data-status="unknown" aria-hidden="true">
          1.2
        </span>{" "}
        not confirmed now
      </li>
    </>
  );
}

/** For cells without. */
function Signs() {
  return (
    <>
      <li className="versions-tight">
        <span className="version-block" data-rank="second" aria-hidden="true" /> second version
      </li>
      <li className="versions-tight">
        <span className="version-block" data-rank="third" aria-hidden="true" /> third
      </li>
      <li className="versions-tight">
        <span className="version-block" data-rank="more" aria-hidden="true" /> another
      </li>
      <li className="versions-tight">
        <StatusIcon status="failed" size={13} /> failed
      </li>
      <li className="versions-tight">
        <StatusIcon status="retrying" stuck size={13} /> stuck
      </li>
      <li className="versions-tight">
        <StatusIcon status="unknown" size={13} /> unknown
      </li>
      <li className="versions-tight">
        <span className="version-both" aria-hidden="true" /> two releases
      </li>
    </>
  );
}

/** What the cells mean, and how many are shown. The style sheet knows whether the cells have text. */
export function VersionsLegend({ apps, clusters, isAllRead }: VersionsLegendProps) {
  return (
    <div className="versions-legend">
      <ul>
        <li>
          <span className="versions-line" aria-hidden="true" /> as most run
        </li>
        <Signs />
        <Chips />
        <li>
          {isAllRead ? (
            <span className="versions-line" data-broken="" aria-hidden="true" />
          ) : (
            <span className="version-unread" aria-hidden="true" />
          )}{" "}
          {isAllRead ? "never seen here" : "not known yet"}
        </li>
      </ul>
      <span>
        {`${plural(apps, "app")}, ${plural(clusters, "cluster")}${isAllRead ? "" : " so far"}`}
      </span>
    </div>
  );
}
