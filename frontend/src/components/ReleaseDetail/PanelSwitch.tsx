import { labelOf } from "@/lib/words/told";
import type { TreeNode } from "@/lib/tree/tree";
import type { Bundle } from "@/types/entities";

interface PanelSwitchProps {
  row: TreeNode;
  bundle: Bundle;
  /** The path that is open: the cluster's or the bundle's. */
  open: string;
  onOpen: (path: string) => void;
}

/** A cluster and its bundle share a row, but each has a workflow of its own. */
export function PanelSwitch({ row, bundle, open, onOpen }: PanelSwitchProps) {
  const choices = [
    { path: row.path, label: "Cluster" },
    { path: bundle.path, label: `Bundle ${labelOf(bundle)}` },
  ];
  return (
    <div className="panel-switch" role="group" aria-label="Which workflow">
      {choices.map(({ path, label }) => (
        <button
          key={path}
          type="button"
          className="truncate"
          aria-pressed={path === open}
          onClick={() => onOpen(path)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
