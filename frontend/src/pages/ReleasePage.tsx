import { Box } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { ReleaseNotFound } from "@/components/ReleaseDetail/ReleaseNotFound";
import { ReleaseSkeleton } from "@/components/ReleaseDetail/ReleaseSkeleton";
import { NotRead } from "@/components/NotRead";
import { usePageHead } from "@/hooks/pageHead";
import { useNow } from "@/hooks/useNow";
import { useRealtime } from "@/hooks/useRealtime";
import { nearestQuery } from "@/lib/list/nearest";
import { formatDuration } from "@/lib/words/time";
import type { ApiError } from "@/services/apiError";
import { metaQuery, releaseTreeQuery, releasesQuery } from "@/services/releaseService";
import type { TreeAnswer } from "@/services/releaseService";
import { ReleaseView } from "@/components/ReleaseDetail/ReleaseView";

function isOver({ release, complete }: TreeAnswer): boolean {
  return complete && Boolean(release.execution?.closed_at);
}

function NotFound({ releaseId }: { releaseId: string }) {
  const { data: meta } = useQuery(metaQuery);
  const { data: page } = useQuery(
    releasesQuery({ q: nearestQuery(releaseId), statuses: [], page: 1 }),
  );
  usePageHead("Not found", undefined, "/");
  return (
    <>
      <title>Not found · Releasewatch</title>
      <ReleaseNotFound releaseId={releaseId} meta={meta} near={(page?.items ?? []).slice(0, 3)} />
    </>
  );
}

function NextTry({ at }: { at: number }) {
  const wait = at - useNow();
  return <>{wait > 0 ? `Next try in ${formatDuration(wait)}.` : "Trying now."}</>;
}

interface FailedProps {
  releaseId: string;
  error: ApiError;
  nextAt: number | undefined;
  onRetry: () => void;
}

function Failed({ releaseId, error, nextAt, onRetry }: FailedProps) {
  usePageHead(releaseId, undefined, "/");
  return (
    <Box w="min(36rem, 100%)" mt="5rem" mx="auto" px="1rem">
      <title>Not read · Releasewatch</title>
      <NotRead
        title="The release could not be read"
        error={error}
        onRetry={onRetry}
        note={nextAt === undefined ? undefined : <NextTry at={nextAt} />}
      />
    </Box>
  );
}

function LiveRelease({ releaseId }: { releaseId: string }) {
  const { data, error, outage, retry } = useRealtime(releaseTreeQuery(releaseId), isOver);
  if (data) return <ReleaseView answer={data} outage={outage} />;
  // 422: the address contains something that cannot be an id.
  const isUnknown = error?.isRefusal === true && (error.status === 404 || error.status === 422);
  if (isUnknown) return <NotFound releaseId={releaseId} />;
  if (error)
    return <Failed releaseId={releaseId} error={error} nextAt={outage?.nextAt} onRetry={retry} />;
  return (
    <>
      <title>{`${releaseId} · Releasewatch`}</title>
      <ReleaseSkeleton />
    </>
  );
}

export function ReleasePage() {
  const { releaseId = "" } = useParams();
  // The key resets all state: nothing carries over from one release to another.
  return <LiveRelease key={releaseId} releaseId={releaseId} />;
}
