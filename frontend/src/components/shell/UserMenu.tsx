import { Box, Menu, Portal, chakra } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { part } from "@/components/part";
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
      <Menu.Root positioning={{ placement: "bottom-end" }}>
        <Menu.Trigger asChild>
          <UserTrigger initials={profile ? initialsOf(profile.username) : ""} />
        </Menu.Trigger>
        <Portal>
          <Menu.Positioner>
            <Menu.Content>
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
                <Menu.Item value="releases" onSelect={() => void navigate("/")}>
                  Releases
                </Menu.Item>
                <Menu.Item value="legend" onSelect={() => void navigate("/legend")}>
                  Legend
                </Menu.Item>
                {profile?.role === "admin" && (
                  <Menu.Item value="system" onSelect={() => void navigate("/system")}>
                    System
                  </Menu.Item>
                )}
                <Menu.Item value="theme" onSelect={toggle}>
                  {theme === "dark" ? "Light theme" : "Dark theme"}
                </Menu.Item>
              </div>
              <Menu.Item
                value="zone"
                onSelect={() => zonePreference.set(zone === "utc" ? "local" : "utc")}
              >
                {zone === "utc" ? "Times in local time" : "Times in UTC"}
              </Menu.Item>
              <Menu.Item value="terminal" onSelect={() => setTokenShown(true)}>
                Copy a command-line token
              </Menu.Item>
              <Menu.Item value="sign-out" onSelect={() => void signOut()}>
                Sign out
              </Menu.Item>
            </Menu.Content>
          </Menu.Positioner>
        </Portal>
      </Menu.Root>
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
