import { Button, Flex } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Crumbs } from "@/components/ReleaseDetail/Crumbs";
import { CopyLink } from "@/components/ui/CopyLink";
import { EmptyState } from "@/components/ui/EmptyState";
import { PageTitle } from "@/components/ui/WidePage";
import { useAnnouncement } from "@/hooks/announce";
import type { Outage } from "@/hooks/live";
import { usePageHead } from "@/hooks/pageHead";
import type { CompareUrl, SideLetter } from "@/hooks/useCompare";
import { useKeys } from "@/hooks/useKeys";
import { useTypedText } from "@/hooks/useTypedText";
import { download, toCsv } from "@/lib/app/download";
import { compareItems, csvRows } from "@/lib/compare/rows";
import type { FoldName } from "@/lib/compare/rows";
import { comparedTitle } from "@/lib/compare/sides";
import { releasePath } from "@/lib/app/paths";
import { releaseTitle } from "@/lib/words/title";
import type { CompareAnswer } from "@/services/compareService";
import { ChangePanel } from "./ChangePanel";
import { nodePath } from "./ChangeRow";
import { ChangeTable } from "./ChangeTable";
import { CompareHead } from "./CompareHead";
import { CompareToolbar } from "./CompareToolbar";
import { WaveTimes } from "./WaveTimes";

interface ComparedProps {
  answer: CompareAnswer;
  outage: Outage | undefined;
  url: CompareUrl;
  onChange: (part: Partial<CompareUrl>) => void;
  onChoose: (side: SideLetter) => void;
}

const NO_FOLDS: ReadonlySet<FoldName> = new Set();

function toggled(open: ReadonlySet<FoldName>, fold: FoldName): ReadonlySet<FoldName> {
  const next = new Set(open);
  if (!next.delete(fold)) next.add(fold);
  return next;
}

function Head({ answer }: { answer: CompareAnswer }) {
  const { name, rest } = comparedTitle(answer.a, answer.b);
  const live = [answer.b, answer.a].find(({ exported }) => !exported);
  usePageHead("Compare", undefined, "/");
  useAnnouncement("verdict", answer.headline);
  return (
    <header className="compare-title">
      <title>{`${name} ${rest} · Releasewatch`}</title>
      <Crumbs
        here="Compare"
        via={live ? { label: releaseTitle(live), to: releasePath(live.id) } : null}
      />
      <Flex align="center" wrap="wrap" gap="0.5rem">
        <PageTitle flex="1 1 auto">
          <span translate="no">
            {name} <span className="compare-rest">{rest}</span>
          </span>
        </PageTitle>
        <Flex className="screen-only" gap="0.5rem" hideBelow="sm">
          <Button
            variant="outline"
            onClick={() => download("compare.csv", "text/csv", toCsv(csvRows(answer.changes)))}
          >
            <Download size="0.875rem" aria-hidden="true" />
            Export CSV
          </Button>
          <CopyLink />
        </Flex>
      </Flex>
      <p className="compare-sentence">
        <strong>{answer.headline}</strong> {answer.detail}
      </p>
    </header>
  );
}

/** Both sides, what their waves took, and what differs. */
export function Compared({ answer, outage, url, onChange, onChoose }: ComparedProps) {
  const [open, setOpen] = useState(NO_FOLDS);
  const [active, setActive] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const typed = useTypedText(url.find, (text) => onChange({ find: text }));
  const asOf = outage?.readAt;
  const items = useMemo(
    () => compareItems(answer, { find: typed.text, change: url.change, open }),
    [answer, typed.text, url.change, open],
  );
  const rows = items.filter((item) => item.kind === "row");
  const here = rows.findIndex(({ key }) => key === active);
  const swap = () => onChange({ a: url.b, b: url.a });
  const step = (by: 1 | -1) => () => {
    const found = rows[here < 0 && by < 0 ? rows.length - 1 : here + by];
    if (found) setActive(found.key);
  };
  const [next, previous] = [step(1), step(-1)];
  const shown = rows[here]?.row;
  const show = (side: SideLetter) => () => {
    if (answer[side].exported) return;
    const path = shown?.[side]?.paths[0];
    void navigate(path === undefined ? releasePath(answer[side].id) : nodePath(path));
  };
  const close = () => {
    setIsOpen(false);
    table.current?.querySelector<HTMLElement>("[data-active] .compare-open")?.focus();
  };
  const clear = () => {
    typed.setText("");
    setActive(null);
    onChange({ find: "", change: null });
  };
  useKeys({
    "/": () => find.current?.focus(),
    n: next,
    N: previous,
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    x: swap,
    "1": show("a"),
    "2": show("b"),
    Escape: isOpen && shown ? close : clear,
  });
  const isFiltered = typed.text.trim() !== "" || url.change !== null;
  return (
    <>
      <Head answer={answer} />
      <CompareHead a={answer.a} b={answer.b} asOf={asOf} onChoose={onChoose} onSwap={swap} />
      <WaveTimes waves={answer.waves} isOut={asOf !== undefined} />
      <div ref={table} className="compare-changes card">
        <CompareToolbar
          answer={answer}
          typed={typed}
          findRef={find}
          chosen={url.change}
          onChoose={(change) => onChange({ change })}
        />
        {items.length > 0 && (
          <ChangeTable
            answer={answer}
            items={items}
            active={active}
            isOut={asOf !== undefined}
            onToggle={(fold) => setOpen(toggled(open, fold))}
            onOpen={(key) => {
              setActive(key);
              setIsOpen(true);
            }}
          />
        )}
      </div>
      {isOpen && shown && (
        <ChangePanel
          row={shown}
          answer={answer}
          isOut={asOf !== undefined}
          onStep={(by) => step(by)()}
          onClose={close}
        />
      )}
      {isFiltered && rows.length === 0 && (
        <EmptyState
          title="No change matches"
          action={<Button onClick={clear}>Show all changes</Button>}
        />
      )}
    </>
  );
}
