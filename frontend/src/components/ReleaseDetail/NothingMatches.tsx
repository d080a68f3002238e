import { Button } from "@chakra-ui/react";
import { Kbd } from "@/components/ui/Kbd";
import type { Tree } from "@/lib/tree/tree";
import { pluralIs } from "@/lib/words/words";

/** Shown when a filter hides every row, or there are none yet. */
export function NothingMatches({ tree, onClear }: { tree: Tree; onClear: () => void }) {
  if (tree.nodes.length === 0) return <p>This release has not named any waves yet.</p>;
  return (
    <>
      <p>
        Nothing in the tree matches.
        {tree.root.total > 0 && ` ${pluralIs(tree.root.total, "app")} hidden by the filter.`}
      </p>
      <Button onClick={onClear}>
        Clear the filter <Kbd>Esc</Kbd>
      </Button>
    </>
  );
}
