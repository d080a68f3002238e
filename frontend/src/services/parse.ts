import { parseStatus } from "@/lib/words/status";
import type { EntityNode, Release, ReleaseSummary, Status } from "@/types/entities";
import { notUnderstood } from "./apiError";
import { hasShape } from "./shape";

interface Judged {
  id: string;
  status: Status;
  health: Status;
  state?: string | null;
}

/** A newer server may know more words than this build: they become Unknown here, at the border. */
function adopt(node: Judged): void {
  if (!hasShape(node, { id: "string", status: "string", health: "string" })) throw notUnderstood();
  const [status, health] = [parseStatus(node.status), parseStatus(node.health)];
  if (status !== node.status) node.state ??= node.status;
  node.status = status;
  node.health = health;
}

function childrenOf(node: EntityNode): readonly EntityNode[] {
  if (node.type === "release") return node.waves ?? [];
  if (node.type === "wave") return node.clusters ?? [];
  if (node.type === "cluster") return node.bundle ? [node.bundle] : [];
  return node.type === "bundle" ? (node.apps ?? []) : [];
}

/** In place: the tree was parsed a moment ago and nobody else holds it. */
export function adoptRelease(release: Release): Release {
  const pending: EntityNode[] = [release];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    adopt(node);
    pending.push(...childrenOf(node));
  }
  return release;
}

export function adoptSummary(summary: ReleaseSummary): ReleaseSummary {
  adopt(summary);
  summary.waves?.forEach(adopt);
  if (summary.culprit) summary.culprit.status = parseStatus(summary.culprit.status);
  return summary;
}
