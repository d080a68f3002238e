import { ChakraProvider } from "@chakra-ui/react";
import type { QueryClient } from "@tanstack/react-query";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Layout } from "@/components/Layout";
import { part } from "@/components/part";
import { Starting } from "@/components/shell/Starting";
import { forgetOpened } from "@/hooks/opened";
import { useAuth } from "@/hooks/useAuth";
import { useTheme } from "@/hooks/useTheme";
import { BASE } from "@/lib/app/base";
import { loginPath } from "@/lib/app/paths";
import { surviveTranslation } from "@/lib/app/translated";
import { Dashboard } from "@/pages/Dashboard";
import { createQueryClient } from "@/services/queryClient";
import { sessionState, subscribeSession } from "@/services/session";
import { system } from "@/theme/system";

surviveTranslation();

const LoginPage = part(async () => (await import("@/pages/LoginPage")).LoginPage);
const SystemPage = part(async () => (await import("@/pages/SystemPage")).SystemPage);
const LegendPage = part(async () => (await import("@/pages/LegendPage")).LegendPage);
const ReleasePage = part(async () => (await import("@/pages/ReleasePage")).ReleasePage);
const VersionsPage = part(async () => (await import("@/pages/VersionsPage")).VersionsPage);
const ComparePage = part(async () => (await import("@/pages/ComparePage")).ComparePage);
const OpenPage = part(async () => (await import("@/pages/OpenPage")).OpenPage);
const NotFoundPage = part(async () => (await import("@/pages/NotFoundPage")).NotFoundPage);

/** Its pages are mounted only during a session, so losing it stops their polls at once. */
function SignedIn() {
  const session = useAuth();
  const { pathname, search, hash } = useLocation();
  if (session.kind === "signed-in") return <Outlet />;
  if (session.kind === "signed-out") {
    return <Navigate to={loginPath(pathname + search + hash)} replace />;
  }
  return <Starting error={session.kind === "unreachable" ? session.error : undefined} />;
}

/** Preloads the page that nearly every visit opens next. */
function useReleasePageSoon(): void {
  useEffect(() => {
    const timer = setTimeout(() => void ReleasePage.soon(), 1500);
    return () => clearTimeout(timer);
  }, []);
}

/** The next user must not see what the last one read. */
function useForgetOnSignOut(client: QueryClient): void {
  useEffect(
    () =>
      subscribeSession(() => {
        if (sessionState().kind !== "signed-out") return;
        client.clear();
        forgetOpened();
      }),
    [client],
  );
}

/** The boundary is reset when signing in or out. */
export function AppRoutes() {
  const { pathname } = useLocation();
  return (
    <ErrorBoundary key={pathname === "/login" ? pathname : ""}>
      <Suspense fallback={null}>
        <KnownRoutes />
      </Suspense>
    </ErrorBoundary>
  );
}

function KnownRoutes() {
  return (
    <Routes>
      <Route path="/login" element={<LoginPage />} />
      <Route element={<SignedIn />}>
        <Route element={<Layout />}>
          <Route index element={<Dashboard />} />
          <Route path="releases" element={<Navigate to="/" replace />} />
          <Route path="releases/:releaseId" element={<ReleasePage />} />
          <Route path="versions" element={<VersionsPage />} />
          <Route path="compare" element={<ComparePage />} />
          <Route path="open" element={<OpenPage />} />
          <Route path="legend" element={<LegendPage />} />
          <Route path="system" element={<SystemPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Route>
    </Routes>
  );
}

export function App() {
  const [client] = useState(createQueryClient);
  useForgetOnSignOut(client);
  useReleasePageSoon();
  // Also where there is no switch for it, as at the sign-in.
  useTheme();
  return (
    <ChakraProvider value={system}>
      <QueryClientProvider client={client}>
        {/* Filters build on the address: with transitions a page would lag behind it and lose changes. */}
        <BrowserRouter basename={BASE || "/"} useTransitions={false}>
          <AppRoutes />
        </BrowserRouter>
      </QueryClientProvider>
    </ChakraProvider>
  );
}
