import { Box, Button, Flex, Grid, chakra } from "@chakra-ui/react";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import { Elapsed, Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { CodeBox, PlainPage, PlainText, PlainTitle } from "@/components/ui/PlainPage";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { termOf } from "@/lib/words/status";
import { releasePath } from "@/lib/app/paths";
import { parseTime } from "@/lib/words/time";
import { titleParts } from "@/lib/words/title";
import type { Meta, ReleaseSummary } from "@/types/entities";
import { Crumbs } from "./Crumbs";

const COLUMNS = {
  base: "auto minmax(0, 1fr) 8rem 7.5rem auto",
  _phone: "auto minmax(0, 1fr) auto auto",
};

const Releases = chakra("ul", { base: { mt: "0.5rem", "& > li + li": { borderTopWidth: "1px" } } });

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
  const isLoud = termOf(status, stuck).attention;
  const open = !execution?.closed_at;
  const started = parseTime(execution?.started_at ?? release.created_at);
  return (
    <li>
      <Grid
        asChild
        templateColumns={COLUMNS}
        alignItems="center"
        gap="0.75rem"
        minH={{ base: "2.75rem", _phone: "3rem" }}
        px="1rem"
        borderRadius="card"
        textStyle="cell"
        color="muted"
        _hover={{ bg: "hover" }}
      >
        <Link to={releasePath(release.id)}>
          <StatusIcon status={status} stuck={stuck} size={16} />
          <span className="truncate">
            <chakra.strong fontSize="body" fontWeight={600} color="fg">
              {name}
            </chakra.strong>{" "}
            {version}{" "}
            <chakra.code ms="0.5rem" color="subtle">
              {release.id}
            </chakra.code>
          </span>
          <Box
            as="span"
            fontWeight={isLoud ? 600 : undefined}
            color={isLoud ? `status.${status}.text` : undefined}
          >
            {word}
          </Box>
          <Box
            as="span"
            className="tabular"
            display={{ base: "inline", _phone: "none" }}
            whiteSpace="nowrap"
          >
            <Moment time={started} />
            {open && started !== undefined && (
              <>
                , <Elapsed from={started} />
              </>
            )}
          </Box>
          <ChevronRight size="1rem" aria-hidden="true" />
        </Link>
      </Grid>
    </li>
  );
}

function searchLink(meta: Meta | undefined, releaseId: string): string | null {
  if (!meta?.temporal_ui_url) return null;
  const query = encodeURIComponent(`WorkflowId = "${releaseId.replaceAll('"', "")}"`);
  return `${meta.temporal_ui_url}/namespaces/${encodeURIComponent(meta.namespace)}/workflows?query=${query}`;
}

/** No such release: possible reasons, and the nearest ids. */
export function ReleaseNotFound({ releaseId, meta, near }: ReleaseNotFoundProps) {
  const href = searchLink(meta, releaseId);
  return (
    <PlainPage>
      <Crumbs here="Not found" />
      <PlainTitle mt="1.125rem">No release has this id</PlainTitle>
      <CodeBox code={releaseId}>
        <CopyButton text={releaseId} label="Copy release id" />
      </CodeBox>
      <PlainText>
        Temporal answered, but has no such workflow
        {meta && (
          <>
            {" "}
            in namespace <strong>{meta.namespace}</strong>
          </>
        )}
        . The id may be mistyped, or the release ended long ago and its history has expired. A
        release started just now opens here as soon as Temporal knows it.
      </PlainText>
      <Flex wrap="wrap" gap="0.5rem" mt="1.125rem">
        <AllReleasesButton />
        <Button asChild variant="outline">
          <Link to="/open">Open an exported tree</Link>
        </Button>
        {href !== null && <ExternalLinkButton href={href}>Search in Temporal</ExternalLinkButton>}
      </Flex>
      {near.length > 0 && (
        <section aria-label="Nearest ids">
          <chakra.h2 mt="2.125rem" textStyle="body" fontWeight={600}>
            Nearest ids
          </chakra.h2>
          <Releases className="card">
            {near.map((release) => (
              <Near key={release.id} release={release} />
            ))}
          </Releases>
        </section>
      )}
    </PlainPage>
  );
}
