import { Menu as MenuIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface UserTriggerProps extends ComponentProps<"button"> {
  initials?: string;
}

/** The user's initials; on a phone a menu icon, since the bar has no room for anything else. */
export function UserTrigger({ initials = "", className = "", ...rest }: UserTriggerProps) {
  return (
    <button type="button" {...rest} className={`user-trigger ${className}`}>
      <span className="user-trigger-initials">{initials}</span>
      <span className="visually-hidden"> Menu</span>
      <MenuIcon className="user-trigger-lines" size="1.25rem" aria-hidden="true" />
    </button>
  );
}
