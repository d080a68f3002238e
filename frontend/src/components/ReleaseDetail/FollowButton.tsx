import { Button } from "@chakra-ui/react";
import { Bell, ChevronDown, Square, SquareCheck, X } from "lucide-react";
import { useRef, useState } from "react";
import { Menu, MenuCheckbox, MenuItem, MenuNote } from "@/components/ui/Menu";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { permission, useFollow } from "@/hooks/useFollows";
import { useKeys } from "@/hooks/useKeys";
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

interface FollowProps {
  release: Judged;
  onFollow: (follow: Follow | null) => void;
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
function Offer({ release, onFollow, onAsk }: FollowProps & { onAsk: () => void }) {
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
      <MenuItem onSelect={() => onFollow(followed(release))}>Only mark the tab</MenuItem>
    </>
  );
}

function Choice({ follow, onFollow, onAsk }: Pick<FollowProps, "onFollow"> & ChoiceProps) {
  const silent = whySilent();
  const toggle = (kind: Kind) => {
    const isOn = follow.kinds.includes(kind);
    const kinds = KINDS.filter((one) => (one === kind ? !isOn : follow.kinds.includes(one)));
    onFollow({ ...follow, kinds });
  };
  return (
    <>
      <MenuNote isTitle>Tell me in this browser when it</MenuNote>
      {KINDS.map((kind) => {
        const [when, status] = WHEN[kind];
        const isOn = follow.kinds.includes(kind);
        const Box = isOn ? SquareCheck : Square;
        return (
          <MenuCheckbox key={kind} isChecked={isOn} onSelect={() => toggle(kind)}>
            <Box className="menu-box" size="0.9375rem" aria-hidden="true" />
            <span className="menu-label">{when}</span>
            <StatusIcon status={status} stuck={kind === "stuck"} size={14} />
          </MenuCheckbox>
        );
      })}
      <MenuNote isApart>
        {silent ??
          "Each is told once, also while this tab is hidden. It stops when the release ends."}
        {silent !== null && " The tab's icon and title still tell."}
      </MenuNote>
      {permission() === "default" && <MenuItem onSelect={onAsk}>Ask the browser</MenuItem>}
      <MenuItem onSelect={() => onFollow(null)}>
        <X size="0.9375rem" aria-hidden="true" />
        Stop following
      </MenuItem>
    </>
  );
}

interface ChoiceProps {
  follow: Follow;
  onAsk: () => void;
}

/** Follows a release: its tab, and with permission the browser, tell what happens to it. */
export function FollowButton({ release }: { release: Judged }) {
  const [follow, setFollow] = useFollow(release.id);
  const button = useRef<HTMLButtonElement>(null);
  const [, setAsked] = useState(0);
  useKeys({ f: () => button.current?.click() });
  const onAsk = () => {
    if (!follow) setFollow(followed(release));
    // What was answered is shown by the menu.
    void Notification.requestPermission().then(() => setAsked((times) => times + 1));
  };
  return (
    <Menu
      renderTrigger={({ onClick, ...props }) => (
        <Button
          ref={button}
          data-pressed={follow ? "" : undefined}
          onClick={(event) => {
            if (!follow && permission() === "granted") setFollow(followed(release));
            onClick(event);
          }}
          {...props}
        >
          <Bell size="0.875rem" fill={follow ? "currentColor" : "none"} aria-hidden="true" />
          {follow ? "Following" : "Follow"}
          {follow && <ChevronDown size="0.8125rem" aria-hidden="true" />}
        </Button>
      )}
    >
      {follow ? (
        <Choice follow={follow} onFollow={setFollow} onAsk={onAsk} />
      ) : (
        <Offer release={release} onFollow={setFollow} onAsk={onAsk} />
      )}
    </Menu>
  );
}
