import { MissingNodePanel, NodePanel } from "./NodePanel";
import type { Panel } from "@/hooks/useReleaseTree";
import { useZone } from "@/hooks/useZone";
import { entityAt } from "@/lib/tree/lineage";
import type { RunLink } from "@/lib/tree/lineage";
import { stalePast } from "@/lib/tree/rowView";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import type { Usual } from "@/types/entities";

interface ReleasePanelProps {
  tree: Tree;
  panel: Panel;
  past: Past | null;
  usual: Usual | undefined;
  hrefOf: RunLink;
}

/** Shows the node named in the address, if any. */
export function ReleasePanel({ tree, panel, past, usual, hrefOf }: ReleasePanelProps) {
  const zone = useZone();
  const { node, row, open, close, step } = panel;
  if (node === null) return null;
  const entity = entityAt(tree, node);
  if (!entity || !row) return <MissingNodePanel path={node} onClose={close} />;
  return (
    <NodePanel
      tree={tree}
      row={row}
      entity={entity}
      past={past ?? stalePast(row, zone)}
      usual={usual}
      href={hrefOf(entity.path)}
      onOpen={open}
      onStep={step}
      onClose={close}
    />
  );
}
