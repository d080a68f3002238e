import { Button } from "@chakra-ui/react";
import { Bell, ChevronDown } from "lucide-react";
import { useRef } from "react";
import { Menu } from "@/components/ui/Menu";
import { permission, useFollow } from "@/hooks/useFollows";
import { useKeys } from "@/hooks/useKeys";
import { followed } from "@/lib/follow/follow";
import type { Judged } from "@/lib/follow/follow";
import { FollowMenu } from "./FollowMenu";

/** Follows a release: its tab, and with permission the browser, tell what happens to it. */
export function FollowButton({ release }: { release: Judged }) {
  const following = useFollow(release);
  const { follow, set } = following;
  const button = useRef<HTMLButtonElement>(null);
  useKeys({ f: () => button.current?.click() });
  // What has ended has no more to tell, but those after it.
  if (release.ended_at && !follow) return null;
  return (
    <Menu
      renderTrigger={({ onClick, ...props }) => (
        <Button
          ref={button}
          data-pressed={follow ? "" : undefined}
          onClick={(event) => {
            if (!follow && permission() === "granted") set(followed(release), false);
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
      <FollowMenu release={release} following={following} />
    </Menu>
  );
}
