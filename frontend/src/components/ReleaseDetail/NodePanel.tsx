import { Boxes, Layers, Package, Rocket, Server } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { CopyButton } from "@/components/ui/CopyButton";
import { CopyLink } from "@/components/ui/CopyLink";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { PanelBar, PanelTitle } from "@/components/ui/Panel";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { lengthBeforeCut } from "@/lib/words/cutText";
import { failureOf } from "@/lib/tree/failure";
import type { Failure } from "@/lib/tree/failure";
import { problemsBelow } from "@/lib/tree/problems";
import { badgeText } from "@/lib/tree/rowView";
import type { Past } from "@/lib/tree/rowView";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import type { EntityNode, EntityType, Usual } from "@/types/entities";
import { PanelApprovals } from "./Approvals";
import { AsOf } from "./ProblemList";
import { PanelCounts } from "./PanelCounts";
import { PanelFacts } from "./PanelFacts";
import { PanelFailure, PanelFirstFailure } from "./PanelFailure";
import { PanelParents } from "./PanelParents";
import { PanelSwitch } from "./PanelSwitch";
import { InlineText, PanelText } from "./PanelText";

interface NodePanelProps {
  tree: Tree;
  row: TreeNode;
  entity: EntityNode;
  past: Past | null;
  usual: Usual | undefined;
  href: string | null;
  onOpen: (path: string) => void;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
}

const KINDS: Record<EntityType, { word: string; icon: LucideIcon }> = {
  release: { word: "Release", icon: Rocket },
  wave: { word: "Wave", icon: Layers },
  cluster: { word: "Cluster and its bundle", icon: Server },
  bundle: { word: "Cluster and its bundle", icon: Server },
  app: { word: "App", icon: Package },
};

/** The workflow's own message and raw state. The failure is shown further down. */
function Words({ entity, failure }: { entity: EntityNode; failure: Failure | null }) {
  const { message, name, reason } = entity;
  const isTold = reason === failure?.text || reason === message;
  return (
    <>
      {name && lengthBeforeCut(entity, name) !== null && (
        <div className="panel-reason">
          <PanelText entity={entity} text={name} name="Name" />
        </div>
      )}
      {message && (
        <div className="panel-sentence">
          <PanelText entity={entity} text={message} name="Message" />
        </div>
      )}
      {reason && !isTold && (
        <div className="panel-reason">
          <PanelText entity={entity} text={reason} name="Reason" />
        </div>
      )}
      {entity.state && (
        <div className="panel-state">
          State from the workflow:{" "}
          <code>
            <InlineText entity={entity} text={entity.state} name="State" />
          </code>
        </div>
      )}
    </>
  );
}

function Actions({ entity, href }: { entity: EntityNode; href: string | null }) {
  const links = Object.entries(entity.links ?? {}).filter(([, url]) => /^https?:\/\//i.test(url));
  return (
    <footer className="panel-actions screen-only">
      {href !== null && (
        <ExternalLinkButton href={href} variant="ink">
          Open in Temporal
        </ExternalLinkButton>
      )}
      {links.map(([label, url]) => (
        <ExternalLinkButton key={label} href={url}>
          {label}
        </ExternalLinkButton>
      ))}
      <CopyLink variant="ghost" isSmall={links.length > 1} />
    </footer>
  );
}

/** Everything known about one node: facts, failure, children and parents. */
export function NodePanel(props: NodePanelProps) {
  const { tree, row, entity, past, usual, href, onOpen, onStep, onClose } = props;
  const { status, stuck } = row;
  const failure = failureOf(entity, problemsBelow(tree, row).length > 0);
  return (
    <aside className="panel" aria-label={`Details of ${row.label}`}>
      <header className="panel-head">
        <PanelBar
          {...KINDS[entity.type]}
          onStep={entity.type === "release" ? null : onStep}
          onClose={onClose}
        />
        <div className="panel-title-row">
          <PanelTitle key={row.path} label={row.label} />
          {row.type !== "cluster" && row.detail !== null && (
            <span className="panel-detail truncate">{row.detail}</span>
          )}
          <StatusBadge
            status={past ? "unknown" : status}
            stuck={stuck}
            word={badgeText(row, past !== null)}
          />
          <CopyButton text={entity.id} label={`Copy the id ${entity.id}`} />
        </div>
        {past && <AsOf past={past} />}
        <Words entity={entity} failure={failure} />
      </header>
      <div className="panel-body" tabIndex={-1}>
        <PanelApprovals tree={tree} row={row} entity={entity} usual={usual} />
        {row.type !== "app" && <PanelCounts row={row} past={past} />}
        {row.type !== "app" && (
          <PanelFirstFailure tree={tree} row={row} isPast={past !== null} onOpen={onOpen} />
        )}
        <section className="panel-section">
          {row.bundle && (
            <PanelSwitch row={row} bundle={row.bundle} open={entity.path} onOpen={onOpen} />
          )}
          <PanelFacts tree={tree} row={row} entity={entity} past={past} usual={usual} />
        </section>
        <PanelFailure entity={entity} failure={failure} isPast={past !== null} />
        <PanelParents row={row} entity={entity} onOpen={onOpen} isPast={past !== null} />
      </div>
      <Actions entity={entity} href={href} />
    </aside>
  );
}

/** The address names a node that is not in the tree: an old link, or a deleted part. */
export function MissingNodePanel({ path, onClose }: { path: string; onClose: () => void }) {
  return (
    <aside className="panel" aria-label="Details">
      <header className="panel-head">
        <PanelBar icon={Boxes} word="Not in this release" onClose={onClose} />
        <p className="panel-sentence">The link names a part that this release does not have.</p>
        <p className="panel-state">
          <code>{path}</code>
        </p>
      </header>
    </aside>
  );
}
