import type {
  App,
  Bundle,
  ChangedNode,
  Changes,
  Cluster,
  EntityNode,
  Hierarchy,
  Wave,
} from "@/types/entities";
import { childrenOf } from "./parse";

function withBelow(node: ChangedNode, below: readonly EntityNode[]): EntityNode {
  switch (node.type) {
    case "release":
      return {
        ...node,
        type: "release",
        waves: below.filter((one): one is Wave => one.type === "wave"),
      };
    case "wave":
      return {
        ...node,
        type: "wave",
        clusters: below.filter((one): one is Cluster => one.type === "cluster"),
      };
    case "cluster":
      return {
        ...node,
        type: "cluster",
        bundle: below.find((one): one is Bundle => one.type === "bundle") ?? null,
      };
    case "bundle":
      return {
        ...node,
        type: "bundle",
        apps: below.filter((one): one is App => one.type === "app"),
      };
    default:
      return { ...node, type: "app" };
  }
}

type Before = Pick<Hierarchy, "release">;

/** The tree that the server has now; null if the changes do not fit the one before. Unchanged nodes stay the same. */
export function patched(before: Before, { nodes, children, ...rest }: Changes): Hierarchy | null {
  const changed = new Map(nodes.map((node) => [node.path, node]));
  let fits = true;

  function take(path: string, former: EntityNode | undefined): EntityNode[] {
    const node = changed.get(path);
    if (node === undefined) {
      fits &&= former !== undefined;
      return former ? [former] : [];
    }
    const known = new Map(former ? childrenOf(former).map((child) => [child.id, child]) : []);
    const ids = children[path] ?? [...known.keys()];
    return [
      withBelow(
        node,
        ids.flatMap((id) => take(`${path}/${id}`, known.get(id))),
      ),
    ];
  }

  const [release] = take(before.release.path, before.release);
  return fits && release?.type === "release" ? { ...rest, release } : null;
}
