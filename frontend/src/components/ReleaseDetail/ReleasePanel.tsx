import { MissingNodePanel, NodePanel } from "./NodePanel";
import type { ReleaseTree } from "@/hooks/useReleaseTree";
import { entityAt } from "@/lib/tree/lineage";
import type { RunLink } from "@/lib/tree/lineage";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";

interface ReleasePanelProps {
  tree: Tree;
  state: ReleaseTree;
  past: Past | null;
  hrefOf: RunLink;
}

/** The node that the address names, if it names one. */
export function ReleasePanel({ tree, state, past, hrefOf }: ReleasePanelProps) {
  const { url, close, selectedRow } = state;
  if (url.node === null) return null;
  const entity = entityAt(tree, url.node);
  if (!entity || !selectedRow) return <MissingNodePanel path={url.node} onClose={close} />;
  return (
    <NodePanel
      tree={tree}
      row={selectedRow}
      entity={entity}
      past={past}
      href={hrefOf(entity.path)}
      onOpen={state.open}
      onStep={state.step}
      onClose={close}
    />
  );
}
