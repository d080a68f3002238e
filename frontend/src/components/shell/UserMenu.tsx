import { Box, chakra } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { part } from "@/components/part";
import { Menu, MenuItem } from "@/components/ui/Menu";
import { useTheme } from "@/hooks/useTheme";
import { useZone, zonePreference } from "@/hooks/useZone";
import { profileQuery, signOut } from "@/services/authService";
import { UserTrigger } from "./UserTrigger";

const TerminalTokenDialog = part(
  async () => (await import("./TerminalTokenDialog")).TerminalTokenDialog,
);

/** "mkowalska" -> "MK", "jan.nowak" -> "JN" */
function initialsOf(username: string): string {
  const [first = "", second = ""] = username.split(/[._@-]+/);
  return (second === "" ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1)).toUpperCase();
}

export function UserMenu() {
  const { data: profile } = useQuery(profileQuery);
  const { theme, toggle } = useTheme();
  const zone = useZone();
  const navigate = useNavigate();
  const [isTokenShown, setTokenShown] = useState(false);
  return (
    <>
      <Menu
        renderTrigger={(props) => (
          <UserTrigger initials={profile ? initialsOf(profile.username) : ""} {...props} />
        )}
      >
        {profile && (
          <Box
            px="0.625rem"
            pt="0.375rem"
            pb="0.5rem"
            mb="0.25rem"
            borderBottomWidth="1px"
            color="muted"
          >
            <chakra.strong display="block" color="fg" fontWeight={600}>
              {profile.username}
            </chakra.strong>{" "}
            {profile.role}
          </Box>
        )}
        <div className="phone-only">
          <MenuItem onSelect={() => void navigate("/")}>Releases</MenuItem>
          <MenuItem onSelect={() => void navigate("/versions")}>Versions</MenuItem>
          <MenuItem onSelect={() => void navigate("/legend")}>Legend</MenuItem>
          {profile?.role === "admin" && (
            <MenuItem onSelect={() => void navigate("/system")}>System</MenuItem>
          )}
          <MenuItem onSelect={toggle}>{theme === "dark" ? "Light theme" : "Dark theme"}</MenuItem>
        </div>
        <MenuItem onSelect={() => zonePreference.set(zone === "utc" ? "local" : "utc")}>
          {zone === "utc" ? "Times in local time" : "Times in UTC"}
        </MenuItem>
        <MenuItem onSelect={() => setTokenShown(true)}>Copy a command-line token</MenuItem>
        <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
      </Menu>
      {isTokenShown && (
        <ErrorBoundary instead={null} onClose={() => setTokenShown(false)}>
          <Suspense fallback={null}>
            <TerminalTokenDialog onClose={() => setTokenShown(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
