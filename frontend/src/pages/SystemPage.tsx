import { Box } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { SystemSkeleton } from "@/components/System/SystemSkeleton";
import { ErrorState } from "@/components/ui/ErrorState";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { useRealtime } from "@/hooks/useRealtime";
import { CALM_INTERVAL } from "@/lib/app/poll";
import { ApiError } from "@/services/apiError";
import { profileQuery } from "@/services/authService";
import { systemQuery } from "@/services/systemService";
import { AdminsOnly } from "@/components/System/AdminsOnly";
import { SystemView } from "@/components/System/SystemView";

function isNeverFinal(): boolean {
  return false;
}

function NotRead({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <Box w="min(36rem, 100%)" mt="4rem" mx="auto">
      <ErrorState
        title="The state of the server could not be read"
        requestId={known?.requestId}
        onRetry={onRetry}
      >
        {known?.told ?? error.message}
      </ErrorState>
    </Box>
  );
}

function Waiting({ error, onRetry }: { error: Error | null | undefined; onRetry: () => void }) {
  return (
    <WidePage className="system">
      <title>System · Releasewatch</title>
      <PageTitle>System</PageTitle>
      {error ? <NotRead error={error} onRetry={onRetry} /> : <SystemSkeleton />}
    </WidePage>
  );
}

function LiveSystem({ username }: { username: string }) {
  const { data, error, outage, retry } = useRealtime(systemQuery, isNeverFinal, CALM_INTERVAL);
  if (error?.isRefusal === true && error.status === 403) return <AdminsOnly username={username} />;
  if (!data) return <Waiting error={error} onRetry={retry} />;
  return <SystemView system={data} asOf={outage?.readAt} />;
}

/** Users without the role see the explanation without a request: a new role needs a new session. */
export function SystemPage() {
  const { data: profile, error, refetch } = useQuery(profileQuery);
  if (!profile) return <Waiting error={error} onRetry={() => void refetch()} />;
  if (profile.role !== "admin") return <AdminsOnly username={profile.username} />;
  return <LiveSystem username={profile.username} />;
}
