import { Button } from "@chakra-ui/react";
import { ChevronDown } from "lucide-react";
import { Crumbs } from "@/components/ReleaseDetail/Crumbs";
import { EmptyState } from "@/components/ui/EmptyState";
import { PageTitle } from "@/components/ui/WidePage";
import { useOpened } from "@/hooks/opened";
import type { Opened } from "@/hooks/opened";
import { usePageHead } from "@/hooks/pageHead";
import type { SideLetter } from "@/hooks/useCompare";
import { useRealtime } from "@/hooks/useRealtime";
import { sideKey } from "@/lib/compare/sides";
import type { SideName } from "@/lib/compare/sides";
import { titleParts } from "@/lib/words/title";
import { releasesQuery } from "@/services/releaseService";
import { Half, Swap } from "./CompareHead";
import type { HalfTree } from "./CompareHead";
import { SideTag } from "./SideTag";

interface ChoosingProps {
  given: SideName;
  /** Which one is still to be chosen. */
  missing: SideLetter;
  onChoose: (side: SideLetter) => void;
}

interface HeadProps extends ChoosingProps {
  /** Absent while it is not known. */
  tree: HalfTree | undefined;
  asOf?: number | undefined;
}

function Title({ given, tree, missing }: Pick<HeadProps, "given" | "tree" | "missing">) {
  usePageHead("Compare", undefined, "/");
  const { name, version } = titleParts(tree ?? { id: given.id });
  const known = version === null ? "" : ` ${version}`;
  return (
    <header className="compare-title">
      <title>Compare · Releasewatch</title>
      <Crumbs here="Compare" />
      <PageTitle>
        <span translate="no">
          {missing === "a" ? "… with " : ""}
          {name}
          <span className="compare-rest">{`${known}${missing === "b" ? " with …" : ""}`}</span>
        </span>
      </PageTitle>
      <p className="compare-sentence">
        Choose what to compare it with: another release, or another moment of this one.
      </p>
    </header>
  );
}

function Missing({ missing, onChoose }: Pick<ChoosingProps, "missing" | "onChoose">) {
  return (
    <section className="compare-half" aria-label={`${missing.toUpperCase()}: to be chosen`}>
      <div className="compare-half-head">
        <SideTag side={missing} />
        <Button variant="outline" onClick={() => onChoose(missing)}>
          Choose a release or a moment
          <ChevronDown size="0.875rem" aria-hidden="true" />
        </Button>
      </div>
    </section>
  );
}

function Given({ given, tree, asOf, missing, onChoose }: HeadProps) {
  const side = missing === "a" ? "b" : "a";
  if (tree) return <Half side={side} tree={tree} asOf={asOf} onChoose={onChoose} />;
  return (
    <section className="compare-half" aria-label={`${side.toUpperCase()}: ${given.id}`}>
      <div className="compare-half-head">
        <SideTag side={side} />
        <code className="compare-given">{given.id}</code>
      </div>
    </section>
  );
}

function Head(props: HeadProps) {
  const halves = [<Given key="given" {...props} />, <Missing key="missing" {...props} />];
  const [first, second] = props.missing === "b" ? halves : halves.toReversed();
  return (
    <>
      <Title {...props} />
      <div className="compare-head card">
        {first}
        <Swap />
        {second}
      </div>
      <EmptyState title="Nothing to compare yet">
        Times per wave and changes appear here.
      </EmptyState>
    </>
  );
}

function Listed(props: ChoosingProps) {
  const { id } = props.given;
  const { data, outage } = useRealtime(releasesQuery({ q: id, statuses: [], page: 1 }));
  const row = data?.items.find((item) => item.id === id);
  const tree = row?.verdict && {
    ...row,
    verdict: row.verdict,
    open: !row.ended_at,
    exported: false,
    read_at: row.tree_read_at ?? "",
  };
  return <Head {...props} tree={tree ?? undefined} asOf={outage?.readAt} />;
}

function treeOf({ answer, readAt }: Opened): HalfTree {
  const { release, verdict } = answer;
  return { ...release, verdict, open: false, exported: true, read_at: readAt };
}

/** One side, while the other is still to be chosen. */
export function Choosing(props: ChoosingProps) {
  const file = useOpened().get(sideKey(props.given));
  return file ? <Head {...props} tree={treeOf(file)} /> : <Listed {...props} />;
}
