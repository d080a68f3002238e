import { Button } from "@chakra-ui/react";
import { Bell } from "lucide-react";
import { Menu } from "@/components/ui/Menu";
import { permission, useFollow } from "@/hooks/useFollows";
import { followed } from "@/lib/follow/follow";
import type { Judged } from "@/lib/follow/follow";
import { releaseTitle } from "@/lib/words/title";
import { FollowMenu } from "./FollowMenu";

/** The same for a row of the list. */
export function FollowBell({ release }: { release: Judged }) {
  const following = useFollow(release);
  const { follow, set } = following;
  if (release.ended_at && !follow) return null;
  return (
    <Menu
      renderTrigger={({ onClick, ...props }) => (
        <Button
          variant="ghost"
          size="iconSm"
          data-key="f"
          data-pressed={follow ? "" : undefined}
          aria-label={`${follow ? "Following" : "Follow"} ${releaseTitle(release)}`}
          title="Follow (f)"
          onClick={(event) => {
            if (!follow && permission() === "granted") set(followed(release), false);
            onClick(event);
          }}
          {...props}
        >
          <Bell size="0.875rem" fill={follow ? "currentColor" : "none"} aria-hidden="true" />
        </Button>
      )}
    >
      <FollowMenu release={release} following={following} />
    </Menu>
  );
}

/** Beside the name of a release that is followed. */
export function FollowedMark({ release }: { release: Judged }) {
  const { follow } = useFollow(release);
  if (!follow) return null;
  return (
    <Bell
      className="followed-mark"
      size="0.6875rem"
      fill="currentColor"
      role="img"
      aria-label="followed"
    />
  );
}
