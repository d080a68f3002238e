import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { Clock3 } from "lucide-react";
import { Clock, Day, Elapsed } from "@/components/Time";
import { Modal } from "@/components/ui/Modal";
import { OpenFile } from "@/components/ui/OpenFile";
import { SearchField } from "@/components/ui/SearchField";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { usePaused } from "@/hooks/live";
import { keyOfExport, leftOf, openExport, openLeft, useOpened } from "@/hooks/opened";
import type { Left } from "@/hooks/opened";
import type { SideLetter } from "@/hooks/useCompare";
import { parseSide } from "@/lib/compare/sides";
import type { SideName } from "@/lib/compare/sides";
import { rowTimes } from "@/lib/list/releaseRow";
import { formatMoment, parseTime } from "@/lib/words/time";
import { titleParts } from "@/lib/words/title";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import { releasesQuery, usualQuery } from "@/services/releaseService";
import type { ReleaseSummary } from "@/types/entities";

interface ChooserProps {
  side: SideLetter;
  /** The other side. */
  other: SideName | null;
  onChoose: (side: SideName) => void;
  onClose: () => void;
}

/** "Wed 18 Nov 13:24, 1 h 31 min" */
function When({ row }: { row: ReleaseSummary }) {
  const { started, ended } = rowTimes(row);
  if (started === undefined) return null;
  return (
    <>
      <Day time={started} /> <Clock time={started} />, {ended === undefined && "running "}
      <Elapsed from={started} to={ended} />
    </>
  );
}

function Choice({
  row,
  isPrevious,
  isFirst,
  onChoose,
}: {
  row: ReleaseSummary;
  isPrevious: boolean;
  /** Enter in the search chooses it. */
  isFirst: boolean;
  onChoose: () => void;
}) {
  const { name, version } = titleParts(row);
  const { verdict } = row;
  return (
    <li>
      <button
        type="button"
        className="compare-choice"
        data-first={isFirst || undefined}
        onClick={onChoose}
      >
        <StatusIcon status={verdict?.status ?? row.health} stuck={verdict?.stuck} />
        <span className="truncate" translate="no">
          <strong>{name}</strong> {version}
        </span>
        <span className="visually-hidden">, {verdict?.word ?? row.word}, </span>
        {isPrevious && <span className="compare-previous">previous</span>}
        <span className="compare-when">
          <When row={row} />
        </span>
      </button>
    </li>
  );
}

function OpenedFiles({ onChoose }: Pick<ChooserProps, "onChoose">) {
  const files = useOpened();
  const [now, zone] = [useNow(), useZone()];
  return (
    <>
      {[...files.entries()].map(([key, { answer, readAt, origin }]) => {
        const { name, version } = titleParts(answer.release);
        const at = formatMoment(parseTime(readAt) ?? now, now, zone, true);
        return (
          <li key={key}>
            <button
              type="button"
              className="compare-choice"
              onClick={() => {
                const found = parseSide(key);
                if (found) onChoose(found);
              }}
            >
              <StatusIcon status="unknown" muted />
              <span className="truncate" translate="no">
                <strong>{name}</strong> {version}
              </span>
              <span className="compare-when">{`as of ${at}, ${origin}`}</span>
            </button>
          </li>
        );
      })}
    </>
  );
}

/** The release of the other side as this tab left it. */
function LastVisit({ left, onChoose }: { left: Left } & Pick<ChooserProps, "onChoose">) {
  function onClick() {
    const name = parseSide(openLeft(left));
    if (name) onChoose(name);
  }
  return (
    <li>
      <button type="button" className="compare-choice" onClick={onClick}>
        <Clock3 size="0.875rem" aria-hidden="true" />
        <strong>As at your last visit</strong>
        <span className="compare-when">
          <Day time={left.at} /> <Clock time={left.at} />
        </span>
      </button>
    </li>
  );
}

interface Choices {
  /** What those are called that are offered before anything is typed. */
  family: string | undefined;
  rows: readonly ReleaseSummary[];
  /** The one of the same name before the other side. */
  previous: string | undefined;
  isRead: boolean;
}

/** What is searched; else releases of the other side's name, and any where there is none. */
function useChoices(typed: string, other: SideName | null): Choices {
  const usualOf = usualQuery(other?.id ?? "", usePaused());
  const { data: usual, isPending } = useQuery({ ...usualOf, enabled: other !== null });
  const isElse = ({ id }: ReleaseSummary) => id !== other?.id || other.at !== null;
  const { data: page, isPlaceholderData } = useQuery({
    ...releasesQuery({ q: typed || (usual?.family ?? ""), statuses: [], page: 1 }),
    enabled: other === null || !isPending || typed !== "",
  });
  const found = page?.items.filter(isElse);
  const isWide = typed === "" && found?.length === 0;
  const { data: all } = useQuery({
    ...releasesQuery({ q: "", statuses: [], page: 1 }),
    enabled: isWide,
  });
  const rows = isWide ? all?.items.filter(isElse) : found;
  return {
    family: typed === "" && !isWide ? usual?.family : undefined,
    rows: rows ?? [],
    previous: usual?.previous?.id,
    // Until then the rows are those of what was typed before.
    isRead: rows !== undefined && !isPlaceholderData,
  };
}

/** The releases, those of the same name first, and exported trees. */
export function Chooser({ side, other, onChoose, onClose }: ChooserProps) {
  const [text, setText] = useState("");
  const [isComposing, setComposing] = useState(false);
  const [typed, setTyped] = useState("");
  // What an input method composes is searched once it is a word.
  if (!isComposing && typed !== text.trim()) setTyped(text.trim());
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);
  const { family, rows, previous, isRead } = useChoices(typed, other);
  const left = other?.at === null ? leftOf(other.id) : undefined;
  // Of all releases there are none is likelier than another.
  const likely = typed === "" && family === undefined ? undefined : rows[0];
  const first = rows.find(({ id }) => id === previous) ?? likely;
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (isRead && first) onChoose({ id: first.id, at: null });
  }
  async function onFile(file: File) {
    const found = await openExport(file);
    const name = found && parseSide(keyOfExport(found));
    if (name) onChoose(name);
  }
  return (
    <Modal title={`Choose ${side.toUpperCase()}`} onClose={onClose}>
      <form className="compare-chooser" onSubmit={onSubmit}>
        <SearchField
          label="Name, version or id"
          typed={{ text, setText, setComposing }}
          inputRef={search}
        />
        <h3 id="compare-releases" className="compare-group">
          {family === undefined ? "Releases" : `Other releases of ${family}`}
        </h3>
        <ul aria-labelledby="compare-releases">
          {rows.map((row) => (
            <Choice
              key={row.id}
              row={row}
              isPrevious={row.id === previous}
              isFirst={isRead && row === first}
              onChoose={() => onChoose({ id: row.id, at: null })}
            />
          ))}
        </ul>
        {isRead && rows.length === 0 && <p className="compare-none">No other release matches.</p>}
        <h3 id="compare-moments" className="compare-group">
          Another moment
        </h3>
        <ul aria-labelledby="compare-moments">
          {left && <LastVisit left={left} onChoose={onChoose} />}
          <OpenedFiles onChoose={onChoose} />
        </ul>
        <OpenFile label="Open an exported tree" onFile={(file) => void onFile(file)} />
      </form>
    </Modal>
  );
}
