import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import { Elapsed, Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { termOf } from "@/lib/words/status";
import { releasePath } from "@/lib/app/paths";
import { parseTime } from "@/lib/words/time";
import { titleParts } from "@/lib/words/title";
import type { Meta, ReleaseSummary } from "@/types/entities";
import { Crumbs } from "./Crumbs";
import "./ReleaseNotFound.css";

interface ReleaseNotFoundProps {
  releaseId: string;
  meta: Meta | undefined;
  near: readonly ReleaseSummary[];
}

const UNREAD = { status: "pending", stuck: false, word: "Not read yet" } as const;

function Near({ release }: { release: ReleaseSummary }) {
  const { name, version } = titleParts(release);
  const { execution, verdict } = release;
  const { status, stuck, word } = verdict ?? UNREAD;
  const started = parseTime(execution?.started_at ?? release.created_at);
  return (
    <li>
      <Link to={releasePath(release.id)}>
        <StatusIcon status={status} stuck={stuck} size={16} />
        <span className="near-name truncate">
          <strong>{name}</strong> {version} <code>{release.id}</code>
        </span>
        <span
          className="near-status"
          data-tone={termOf(status, stuck).attention ? status : undefined}
        >
          {word}
        </span>
        <span className="near-time">
          <Moment time={started} />
          {!execution?.closed_at && started !== undefined && (
            <>
              , <Elapsed from={started} />
            </>
          )}
        </span>
        <ChevronRight size="1rem" aria-hidden="true" />
      </Link>
    </li>
  );
}

function searchLink(meta: Meta | undefined, releaseId: string): string | null {
  if (!meta?.temporal_ui_url) return null;
  const query = encodeURIComponent(`WorkflowId = "${releaseId.replaceAll('"', "")}"`);
  return `${meta.temporal_ui_url}/namespaces/${encodeURIComponent(meta.namespace)}/workflows?query=${query}`;
}

/** No such release: why that may be, and what may have been meant. */
export function ReleaseNotFound({ releaseId, meta, near }: ReleaseNotFoundProps) {
  const href = searchLink(meta, releaseId);
  return (
    <div className="no-release">
      <Crumbs here="Not found" />
      <h1 className="no-release-title">No release has this id</h1>
      <p className="no-release-id">
        <code>{releaseId}</code>
        <CopyButton text={releaseId} label="Copy release id" />
      </p>
      <p className="no-release-text">
        Temporal answered and knows no such workflow
        {meta && (
          <>
            {" "}
            in namespace <strong>{meta.namespace}</strong>
          </>
        )}
        . The id may be mistyped, or the release ended long ago and its history has expired. A
        release started just now opens here as soon as Temporal knows it.
      </p>
      <p className="no-release-actions">
        <AllReleasesButton />
        {href !== null && <ExternalLinkButton href={href}>Search in Temporal</ExternalLinkButton>}
      </p>
      {near.length > 0 && (
        <section aria-label="Nearest ids">
          <h2 className="no-release-near">Nearest ids</h2>
          <ul className="near">
            {near.map((release) => (
              <Near key={release.id} release={release} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
