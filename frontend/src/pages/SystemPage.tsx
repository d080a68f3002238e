import { Box } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { SystemSkeleton } from "@/components/System/SystemSkeleton";
import { NotRead } from "@/components/NotRead";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { useRealtime } from "@/hooks/useRealtime";
import { CALM_INTERVAL } from "@/lib/app/poll";
import { profileQuery } from "@/services/authService";
import { systemQuery } from "@/services/systemService";
import { AdminsOnly } from "@/components/System/AdminsOnly";
import { SystemView } from "@/components/System/SystemView";

function Waiting({ error, onRetry }: { error: Error | null | undefined; onRetry: () => void }) {
  return (
    <WidePage className="system">
      <title>System · Releasewatch</title>
      <PageTitle>System</PageTitle>
      {!error && <SystemSkeleton />}
      {error && (
        <Box w="min(36rem, 100%)" mt="4rem" mx="auto">
          <NotRead
            title="The state of the server could not be read"
            error={error}
            onRetry={onRetry}
          />
        </Box>
      )}
    </WidePage>
  );
}

function LiveSystem({ username }: { username: string }) {
  const { data, error, outage, retry } = useRealtime(systemQuery, undefined, CALM_INTERVAL);
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
