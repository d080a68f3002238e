import { Button } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Keyboard, Moon, Sun, Waypoints } from "lucide-react";
import { Suspense } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { part } from "@/components/part";
import { BrandMark } from "@/components/ui/BrandMark";
import { useCurrentHead } from "@/hooks/pageHead";
import { useTheme } from "@/hooks/useTheme";
import { profileQuery } from "@/services/authService";
import { metaQuery } from "@/services/releaseService";
import { FreshnessPill } from "./FreshnessPill";
import { UserTrigger } from "./UserTrigger";
import "./TopBar.css";

const UserMenu = part(async () => (await import("./UserMenu")).UserMenu);

function Navigation() {
  const { pathname } = useLocation();
  const { data: profile } = useQuery(profileQuery);
  const isReleases = pathname === "/" || /^\/(?:releases|compare|open)(?:\/|$)/.test(pathname);
  return (
    <nav className="top-bar-nav" aria-label="Main">
      <Link className="top-bar-link" to="/" aria-current={isReleases ? "page" : undefined}>
        Releases
      </Link>
      <NavLink className="top-bar-link" to="/versions">
        Versions
      </NavLink>
      <NavLink className="top-bar-link" to="/legend">
        Legend
      </NavLink>
      {profile?.role === "admin" && (
        <NavLink className="top-bar-link" to="/system">
          System
        </NavLink>
      )}
    </nav>
  );
}

function Namespace() {
  const { data: meta } = useQuery(metaQuery);
  if (!meta) return null;
  return (
    <p className="top-bar-namespace" title="Temporal namespace and address">
      <Waypoints size="0.875rem" aria-hidden="true" />
      <span className="visually-hidden">Temporal namespace</span>
      {meta.namespace}
      <span className="top-bar-address truncate">{meta.temporal_address}</span>
    </p>
  );
}

function Brand() {
  const head = useCurrentHead();
  return (
    <>
      {head && (
        <div className="top-bar-head">
          <Link className="top-bar-back" to={head.backTo} aria-label="Back">
            <ArrowLeft size="1.125rem" aria-hidden="true" />
          </Link>
          <span className="top-bar-head-title truncate">{head.title}</span>
          {head.detail !== undefined && (
            <span className="top-bar-head-detail truncate">{head.detail}</span>
          )}
        </div>
      )}
      <Link className="top-bar-brand" to="/" data-hidden-on-phone={head ? "" : undefined}>
        <BrandMark />
        Releasewatch
      </Link>
    </>
  );
}

export function TopBar({ onShowKeys }: { onShowKeys: () => void }) {
  const { theme, toggle } = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  const ThemeIcon = theme === "dark" ? Sun : Moon;
  return (
    <header className="top-bar screen-only">
      <Brand />
      <Navigation />
      <span className="top-bar-space" />
      <Namespace />
      <FreshnessPill />
      <span className="top-bar-tools">
        <Button variant="ghost" size="icon" aria-label="Keys" title="Keys (?)" onClick={onShowKeys}>
          <Keyboard size="1rem" aria-hidden="true" />
        </Button>
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Use the ${other} theme`}
          title={`Use the ${other} theme`}
          onClick={toggle}
        >
          <ThemeIcon size="1rem" aria-hidden="true" />
        </Button>
      </span>
      <ErrorBoundary instead={<UserTrigger disabled />}>
        <Suspense fallback={<UserTrigger disabled />}>
          <UserMenu />
        </Suspense>
      </ErrorBoundary>
    </header>
  );
}
