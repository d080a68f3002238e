import { Package } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { Moment } from "@/components/Time";
import { PanelBar } from "@/components/ui/Panel";
import { StatusBadge } from "@/components/ui/StatusBadge";
import type { SideLetter } from "@/hooks/useCompare";
import { placeOf } from "@/lib/compare/rows";
import { doneText } from "@/lib/words/done";
import { parseTime } from "@/lib/words/time";
import { releaseTitle } from "@/lib/words/title";
import { rangeWords } from "@/lib/words/usual";
import { formatNumber } from "@/lib/words/words";
import type { ComparedApps, ComparedRow } from "@/types/entities";
import type { CompareAnswer } from "@/services/compareService";
import { nodePath } from "./ChangeRow";
import { SideTag } from "./SideTag";

const MOST_PLACES = 50;

interface ChangePanelProps {
  row: ComparedRow;
  answer: CompareAnswer;
  isOut: boolean;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}

function Places({ paths, isLinked }: { paths: readonly string[]; isLinked: boolean }) {
  const left = paths.length - MOST_PLACES;
  return (
    <ul className="compare-places" translate="no">
      {paths.slice(0, MOST_PLACES).map((path) => (
        <li key={path}>
          {isLinked ? <Link to={nodePath(path)}>{placeOf(path)}</Link> : placeOf(path)}
        </li>
      ))}
      {left > 0 && <li>{`and ${formatNumber(left)} more`}</li>}
    </ul>
  );
}

function Facts({ apps, isExported }: { apps: ComparedApps; isExported: boolean }) {
  const { version, duration, since, counts, paths } = apps;
  return (
    <dl className="panel-facts">
      {version && (
        <>
          <dt>Version</dt>
          <dd className="mono">{version}</dd>
        </>
      )}
      {paths.length > 1 && (
        <>
          <dt>Apps</dt>
          <dd>{doneText(counts)}</dd>
        </>
      )}
      {duration && (
        <>
          <dt>Took</dt>
          <dd>{rangeWords(duration)}</dd>
        </>
      )}
      {since && (
        <>
          <dt>Since</dt>
          <dd>
            <Moment time={parseTime(since)} seconds />
          </dd>
        </>
      )}
      <dt>Where</dt>
      <dd>
        <Places paths={paths} isLinked={!isExported} />
      </dd>
    </dl>
  );
}

function Side({
  side,
  row,
  answer,
  isOut,
}: { side: SideLetter } & Omit<ChangePanelProps, "onStep" | "onClose">) {
  const [tree, apps] = [answer[side], row[side]];
  return (
    <section className="panel-section" aria-label={side.toUpperCase()}>
      <h3 className="compare-panel-side">
        <SideTag side={side} />
        <span className="truncate" translate="no">
          {releaseTitle(tree)}
        </span>
        {apps && (
          <StatusBadge
            status={apps.status}
            stuck={apps.word === "Stuck"}
            word={apps.word}
            muted={isOut && !tree.exported}
          />
        )}
      </h3>
      {apps ? (
        <Facts apps={apps} isExported={tree.exported} />
      ) : (
        <p className="compare-none">Not part of it.</p>
      )}
    </section>
  );
}

/** What both sides say of the apps of a row. */
export function ChangePanel(props: ChangePanelProps) {
  const { row, onStep, onClose } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <aside className="panel" aria-label={`Details of ${row.app}`}>
      <header className="panel-head">
        <PanelBar
          icon={Package}
          word="App in A and B"
          step="change"
          onStep={onStep}
          onClose={onClose}
        />
        <div className="panel-title-row" translate="no">
          <h2 ref={title} tabIndex={-1} className="panel-title clamped">
            {row.app}
          </h2>
          <span className="panel-detail">{row.place}</span>
        </div>
        <p className="panel-sentence">
          <strong>{row.headline}</strong> {row.detail}
        </p>
      </header>
      <div className="panel-body" tabIndex={-1}>
        <Side side="a" {...props} />
        <Side side="b" {...props} />
      </div>
    </aside>
  );
}
