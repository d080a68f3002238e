import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { AwayStrip } from "@/components/AwayStrip";
import { EntityHierarchy } from "@/components/EntityHierarchy/EntityHierarchy";
import { PinnedVerdict } from "./PinnedVerdict";
import { ProblemList } from "./ProblemList";
import { ReleaseHeader } from "./ReleaseHeader";
import { UnreadBanner } from "./UnreadBanner";
import { WaveStrip } from "./WaveStrip";
import { usePaused } from "@/hooks/live";
import { usePageHead } from "@/hooks/pageHead";
import { useSkipsOf } from "@/hooks/skips";
import type { Skip } from "@/hooks/skips";
import { useChanges } from "@/hooks/useChanges";
import { useNews } from "@/hooks/useNews";
import { useTelling } from "@/hooks/useFollows";
import { useHiddenVerdict } from "@/hooks/useFollowedRows";
import { useFavicon } from "@/hooks/useFavicon";
import { useReleaseModel } from "@/hooks/useReleaseModel";
import type { Unconfirmed } from "@/hooks/useReleaseModel";
import { useTimeline } from "@/hooks/useTimeline";
import { useReleaseTree } from "@/hooks/useReleaseTree";
import { executionAt } from "@/lib/tree/lineage";
import type { RunLink } from "@/lib/tree/lineage";
import { temporalLink } from "@/lib/app/temporalLink";
import { pageTitle, titleParts } from "@/lib/words/title";
import { metaQuery, usualQuery } from "@/services/releaseService";
import type { TreeAnswer } from "@/services/releaseService";
import { NothingMatches } from "./NothingMatches";
import { ReleasePanel } from "./ReleasePanel";
import { TreeMenu } from "./TreeMenu";
import { TreeToolbar } from "./TreeToolbar";
import "@/components/ui/Panel.css";
import "./ReleaseView.css";

const SKIPS: readonly Skip[] = [
  { label: "Skip to the problems", selector: "#problems" },
  { label: "Find in the tree", selector: ".toolbar input[type=search]" },
  { label: "Skip to the tree", selector: "[role=tree]" },
];

interface ReleaseViewProps {
  answer: TreeAnswer;
  outage: Unconfirmed | undefined;
}

/** One release on one page: verdict, waves, problems, tree and the open node. */
export function ReleaseView({ answer, outage }: ReleaseViewProps) {
  const model = useReleaseModel(answer, outage);
  const { tree, verdict, past } = model;
  const { data: meta } = useQuery(metaQuery);
  const isFile = outage?.kind === "file";
  const usualOf = usualQuery(tree.release.id, usePaused());
  const { data: usual } = useQuery({ ...usualOf, enabled: !isFile });
  const hrefOf: RunLink = (path) => temporalLink(meta, executionAt(tree, path));
  const list = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const header = useRef<HTMLElement>(null);
  const isKnown = model.isWhole && past === null;
  // A file says nothing of what has happened since.
  const parts = useMemo(() => (isFile ? [] : [tree.root, ...tree.nodes]), [isFile, tree]);
  const news = useNews(tree.release.id, parts, isKnown, answer);
  const { view, filtering, panel, goToProblem } = useReleaseTree({
    tree,
    isWhole: model.isWhole,
    list,
    find,
    hrefOf,
    news,
  });
  const timeline = useTimeline(tree, view.active ?? panel.node, past, usual);
  const changes = useChanges(tree);
  const { name, version } = titleParts(tree.release);
  usePageHead(name, version ?? undefined, "/");
  const judged = useMemo(
    () => ({ ...tree.release, verdict: answer.verdict, family: usual?.family ?? null }),
    [tree, answer.verdict, usual?.family],
  );
  const told = useMemo(() => (isKnown ? [judged] : []), [isKnown, judged]);
  useTelling(told);
  const hidden = useHiddenVerdict(tree.release.id);
  const shown = (isFile ? null : hidden) ?? verdict;
  useFavicon(isFile ? "unknown" : shown.status);
  useSkipsOf(SKIPS);

  return (
    <div className="paneled">
      <title>{pageTitle(shown, tree.release)}</title>
      <div className="paneled-column">
        {model.unread && !past && (
          <UnreadBanner
            unread={model.unread}
            onShow={() => filtering.change({ statuses: ["unknown"] })}
          />
        )}
        <div className="release-main">
          <ReleaseHeader
            tree={tree}
            verdict={verdict}
            past={past}
            href={hrefOf(tree.root.path)}
            headRef={header}
            usual={usual}
            judged={isFile ? null : judged}
          />
          <AwayStrip news={news} />
          <WaveStrip
            cells={model.cells}
            chosen={filtering.filter.wave}
            isPast={past !== null}
            usual={usual}
            onChoose={filtering.toggleWave}
          />
          <ProblemList
            tree={tree}
            past={past}
            selected={panel.node}
            hrefOf={hrefOf}
            onOpen={panel.open}
            onNext={() => goToProblem(1)}
            marks={news.marks}
            isTimeline={timeline !== null}
          />
          <EntityHierarchy
            label={`${name} ${version ?? ""}`.trim()}
            tree={tree}
            rows={view.rows}
            active={view.active}
            selected={panel.row?.path ?? null}
            find={filtering.filter.find}
            changes={changes}
            marks={news.marks}
            past={past}
            timeline={timeline}
            toolbar={
              <TreeToolbar
                tree={tree}
                view={view}
                filtering={filtering}
                isTimeline={timeline !== null}
                past={past}
                changed={changes.crowd}
                findRef={find}
                menu={
                  <TreeMenu
                    tree={tree}
                    view={view}
                    past={past}
                    answer={answer}
                    readAt={isFile ? past?.readAt : undefined}
                    previous={usual?.previous?.id}
                    isHiding={filtering.filter.hideFinished}
                    onHide={(hideFinished) => filtering.change({ hideFinished })}
                  />
                }
              />
            }
            empty={<NothingMatches tree={tree} onClear={filtering.clear} />}
            listRef={list}
            onAction={view.act}
          />
        </div>
        <PinnedVerdict verdict={verdict} problems={tree.problems.length} header={header} />
      </div>
      <ReleasePanel tree={tree} panel={panel} past={past} usual={usual} hrefOf={hrefOf} />
    </div>
  );
}
