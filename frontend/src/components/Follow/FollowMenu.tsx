import { Square, SquareCheck, X } from "lucide-react";
import { useState } from "react";
import { MenuCheckbox, MenuItem, MenuNote } from "@/components/ui/Menu";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { permission } from "@/hooks/useFollows";
import type { Following } from "@/hooks/useFollows";
import { KINDS, followed } from "@/lib/follow/follow";
import type { Follow, Judged, Kind } from "@/lib/follow/follow";
import { releaseTitle } from "@/lib/words/title";
import type { Status } from "@/types/entities";

const WHEN = {
  failing: ["fails", "failed"],
  stuck: ["gets stuck", "retrying"],
  approval: ["needs approval", "waiting"],
  ended: ["ends", "succeeded"],
} as const satisfies Record<Kind, readonly [string, Status]>;

interface MenuProps {
  release: Judged;
  following: Following;
}

/** Why nothing is told outside of the tab, and what to do about it. */
function whySilent(): string | null {
  switch (permission()) {
    case "granted":
      return null;
    case "default":
      return "The browser was not asked whether it may notify you.";
    case "denied":
      return `This browser blocks notifications. Allow them for ${location.host} in its settings to be told outside the tab.`;
    case "unsupported":
      return window.isSecureContext
        ? "This browser has no notifications."
        : "Browsers notify only for addresses that begin with https.";
  }
}

/** Nobody is asked before this click. */
function Offer({ release, following, onAsk }: MenuProps & { onAsk: () => void }) {
  const canAsk = permission() === "default";
  return (
    <>
      <MenuNote isTitle>Follow {releaseTitle(release)}</MenuNote>
      <MenuNote>
        {canAsk ? "The browser will ask whether Releasewatch may notify you." : whySilent()}
      </MenuNote>
      {canAsk && (
        <MenuItem isPrimary onSelect={onAsk}>
          Follow and ask
        </MenuItem>
      )}
      <MenuItem onSelect={() => following.set(followed(release), false)}>
        Only mark the tab
      </MenuItem>
    </>
  );
}

function Check({ isOn, children }: { isOn: boolean; children: string }) {
  const Box = isOn ? SquareCheck : Square;
  return (
    <>
      <Box className="menu-box" size="0.9375rem" aria-hidden="true" />
      <span className="menu-label">{children}</span>
    </>
  );
}

const OF_ONE = "Each is told once, also while this tab is hidden. It stops when the release ends.";
const OF_EACH = "Each is told once of each release, also while this tab is hidden.";

interface ChoiceProps extends MenuProps {
  follow: Follow;
  onAsk: () => void;
}

function Choice({ release, follow, following, onAsk }: ChoiceProps) {
  const { isEvery, set } = following;
  const { family } = release;
  const silent = whySilent();
  const toggle = (kind: Kind) => {
    const isOn = follow.kinds.includes(kind);
    const kinds = KINDS.filter((one) => (one === kind ? !isOn : follow.kinds.includes(one)));
    set({ ...follow, kinds }, isEvery);
  };
  return (
    <>
      <MenuNote isTitle>Tell me in this browser when it</MenuNote>
      {KINDS.map((kind) => {
        const [when, status] = WHEN[kind];
        const isOn = follow.kinds.includes(kind);
        return (
          <MenuCheckbox key={kind} isChecked={isOn} onSelect={() => toggle(kind)}>
            <Check isOn={isOn}>{when}</Check>
            <StatusIcon status={status} stuck={kind === "stuck"} size={14} />
          </MenuCheckbox>
        );
      })}
      {family && (
        <div className="menu-apart">
          <MenuCheckbox isChecked={isEvery} onSelect={() => set(follow, !isEvery)}>
            <Check isOn={isEvery}>{`Every release of ${family}`}</Check>
          </MenuCheckbox>
        </div>
      )}
      <MenuNote isApart>
        {silent ?? (isEvery ? OF_EACH : OF_ONE)}
        {silent !== null && " The tab's icon and title still tell."}
      </MenuNote>
      {permission() === "default" && <MenuItem onSelect={onAsk}>Ask the browser</MenuItem>}
      <MenuItem onSelect={() => set(null, false)}>
        <X size="0.9375rem" aria-hidden="true" />
        Stop following
      </MenuItem>
    </>
  );
}

/** What one is told of a release, or the offer to follow it. */
export function FollowMenu({ release, following }: MenuProps) {
  const [, setAsked] = useState(0);
  const { follow, set } = following;
  const onAsk = () => {
    if (!follow) set(followed(release), false);
    // What was answered is shown by the menu.
    void Notification.requestPermission().then(() => setAsked((times) => times + 1));
  };
  return follow ? (
    <Choice release={release} follow={follow} following={following} onAsk={onAsk} />
  ) : (
    <Offer release={release} following={following} onAsk={onAsk} />
  );
}
