import { Button, Dialog, Portal } from "@chakra-ui/react";
import { X } from "lucide-react";
import { Kbd } from "@/components/ui/Kbd";
import { keysPreference } from "@/hooks/useKeys";
import { usePreference } from "@/hooks/usePreference";
import "./KeysDialog.css";

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["/"], "Search"],
  [["j", "k"], "Next, previous row; the arrow keys too"],
  [["→", "←"], "Expand, collapse"],
  [["Enter"], "Open"],
  [["Esc"], "Close, then clear"],
  [["n", "N"], "Next, previous problem"],
  [["e"], "Expand the problems"],
  [["*"], "Expand the neighbours"],
  [["Home", "End"], "First, last row"],
  [["c"], "Copy the id"],
  [["o"], "Open in Temporal"],
  [["p"], "Pause or resume"],
  [["g", "l"], "One after the other: the list of releases"],
  [["?"], "These keys"],
];

function SingleKeysSwitch() {
  const isOn = usePreference(keysPreference) === "on";
  return (
    <label className="keys-switch">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => keysPreference.set(event.target.checked ? "on" : "off")}
      />
      Single-key shortcuts
    </label>
  );
}

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root
      open
      onOpenChange={({ open }) => {
        if (!open) onClose();
      }}
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner>
          <Dialog.Content>
            <Dialog.Header>
              <Dialog.Title>Keys</Dialog.Title>
              <Dialog.CloseTrigger asChild>
                <Button variant="ghost" size="icon" aria-label="Close">
                  <X size="1rem" aria-hidden="true" />
                </Button>
              </Dialog.CloseTrigger>
            </Dialog.Header>
            <Dialog.Body>
              <dl className="keys-list">
                {KEYS.map(([keys, meaning]) => (
                  <div key={meaning} className="keys-row">
                    <dt>
                      {keys.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dt>
                    <dd>{meaning}</dd>
                  </div>
                ))}
              </dl>
              <SingleKeysSwitch />
            </Dialog.Body>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}
