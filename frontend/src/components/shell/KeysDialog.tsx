import { Flex, chakra } from "@chakra-ui/react";
import { Kbd } from "@/components/ui/Kbd";
import { Modal } from "@/components/ui/Modal";
import { keysPreference } from "@/hooks/useKeys";
import { usePreference } from "@/hooks/usePreference";

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["/"], "Search"],
  [["j", "k"], "Next, previous row; the arrow keys too"],
  [["→", "←"], "Expand, collapse"],
  [["Enter"], "Open"],
  [["Esc"], "Close, then clear"],
  [["n", "N"], "Next, previous problem or change"],
  [["t"], "Tree or timeline"],
  [["+", "-", "0"], "Timeline: show less, more, all"],
  [["[", "]"], "Timeline: earlier, later"],
  [["⇧→", "⇧←"], "Timeline: next, previous bar of a row"],
  [["e"], "Expand the problems"],
  [["*"], "Expand the neighbours"],
  [["Home", "End"], "First, last row"],
  [["c"], "Copy the id"],
  [["o"], "Open in Temporal"],
  [["x"], "Compare: swap both sides"],
  [["1", "2"], "Compare: open in A, in B"],
  [["f"], "Follow the release, or that of the row"],
  [["f", "F"], "Versions: next, previous difference of the row"],
  [["d"], "Versions: differences only"],
  [["m"], "List: mark the row to compare"],
  [["p"], "Pause or resume"],
  [["g", "l"], "In sequence: the list of releases"],
  [["?"], "These keys"],
];

function SingleKeysSwitch() {
  const isOn = usePreference(keysPreference) === "on";
  return (
    <Flex asChild align="center" gap="0.5rem" mt="1rem" pt="0.75rem" borderTopWidth="1px">
      <label>
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => keysPreference.set(event.target.checked ? "on" : "off")}
        />
        Single-key shortcuts
      </label>
    </Flex>
  );
}

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Keys" onClose={onClose}>
      <chakra.dl columns={{ base: 2, _phone: 1 }} columnGap="2rem">
        {KEYS.map(([keys, meaning]) => (
          <Flex key={meaning} gap="0.75rem" align="baseline" py="0.25rem" breakInside="avoid">
            <Flex as="dt" flex="0 0 5.25rem" gap="0.25rem">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Flex>
            <chakra.dd color="muted">{meaning}</chakra.dd>
          </Flex>
        ))}
      </chakra.dl>
      <SingleKeysSwitch />
    </Modal>
  );
}
