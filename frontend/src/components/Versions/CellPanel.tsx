import { Button } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { Package } from "lucide-react";
import { Link } from "react-router";
import { CopyLink } from "@/components/ui/CopyLink";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { PanelBar, PanelTitle } from "@/components/ui/Panel";
import { StatusBadge } from "@/components/ui/StatusBadge";
import type { Outage } from "@/hooks/live";
import { useKeys } from "@/hooks/useKeys";
import { useZone } from "@/hooks/useZone";
import { copyByKey } from "@/lib/app/copy";
import { temporalLink } from "@/lib/app/temporalLink";
import { onTopOf } from "@/lib/versions/table";
import type { CellName, TableRow } from "@/lib/versions/table";
import { badgeOf, firstOf, nodeLink } from "@/lib/versions/words";
import { formatClock } from "@/lib/words/time";
import { metaQuery } from "@/services/releaseService";
import type { VersionsAnswer } from "@/services/releaseService";
import { cellHistoryQuery } from "@/services/versionsService";
import type { CellHistory, VersionCell } from "@/types/entities";
import { CellReports } from "./CellReports";
import { CellSentence } from "./CellSentence";
import { OnTop, RunsNow } from "./CellSections";
import "./CellPanel.css";

interface CellPanelProps {
  name: CellName;
  /** Absent where no release that was read has touched the app. */
  row: TableRow | undefined;
  answer: VersionsAnswer;
  outage: Outage | undefined;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
}

function Head({
  name,
  cell,
  answer,
  outage,
  onStep,
  onClose,
}: CellPanelProps & { cell: VersionCell | undefined }) {
  const zone = useZone();
  const badge = badgeOf(cell);
  const { read, known } = answer.progress;
  return (
    <header className="panel-head">
      <PanelBar icon={Package} word="App in a cluster" onStep={onStep} onClose={onClose} />
      <div className="panel-title-row">
        <PanelTitle label={name.app} />
        <span className="panel-detail truncate">{name.cluster}</span>
        {badge && <StatusBadge {...badge} muted={outage !== undefined} />}
      </div>
      <p className="panel-sentence">
        <CellSentence cell={cell} isAllRead={read === known} />
      </p>
      {outage?.readAt !== undefined && (
        <p className="panel-state">{`As of ${formatClock(outage.readAt, zone)}: it may be otherwise now.`}</p>
      )}
    </header>
  );
}

function Actions({
  cell,
  history,
}: {
  cell: VersionCell | undefined;
  history: CellHistory | undefined;
}) {
  const { data: meta } = useQuery(metaQuery);
  const first = firstOf(cell);
  const { workflow_id, run_id } = firstOf(history) ?? {};
  const run = workflow_id && run_id ? { workflow_id, run_id } : null;
  const href = temporalLink(meta, run);
  useKeys({
    c: () => {
      if (run) void copyByKey(run.workflow_id);
    },
    o: () => {
      if (href !== null) window.open(href, "_blank", "noopener");
    },
  });
  return (
    <footer className="panel-actions screen-only">
      {first && (
        <Button asChild variant="ink">
          <Link to={nodeLink(first)}>Open in release</Link>
        </Button>
      )}
      {href !== null && (
        <ExternalLinkButton href={href} label="Open in Temporal">
          Temporal
        </ExternalLinkButton>
      )}
      <CopyLink variant="ghost" />
    </footer>
  );
}

/** One app in one cluster: what runs, what is on top of it, and what came before. */
export function CellPanel(props: CellPanelProps) {
  const { name, row, answer } = props;
  const cell = row?.cells.get(name.cluster);
  const told = `${String(answer.progress.read)} ${JSON.stringify(cell ?? null)}`;
  const history = useQuery(cellHistoryQuery(name, told));
  const { releases } = answer;
  return (
    <aside className="panel" translate="no" aria-label={`${name.app} in ${name.cluster}`}>
      <Head key={`${name.app} ${name.cluster}`} {...props} cell={cell} />
      <div className="panel-body" tabIndex={-1}>
        {row && cell?.runs && (
          <RunsNow row={row} brought={cell.runs} report={history.data?.runs} releases={releases} />
        )}
        {row &&
          cell &&
          onTopOf(cell).map((each) => (
            <OnTop
              key={each.path}
              row={row}
              brought={each}
              report={history.data?.on_top?.find(({ path }) => path === each.path)}
              releases={releases}
              isOut={props.outage !== undefined}
            />
          ))}
        <CellReports
          history={history.data}
          isFailed={history.isError}
          onRetry={() => void history.refetch()}
          isOut={props.outage !== undefined}
        />
      </div>
      <Actions cell={cell} history={history.data} />
    </aside>
  );
}
