import { Box, Flex, Spacer, chakra } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { NotRead } from "@/components/NotRead";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { termOf } from "@/lib/words/status";
import { metaQuery } from "@/services/releaseService";
import type { Counts, Status, StatusTerm } from "@/types/entities";

const PHONE_BLOCK = { base: "table-cell", _phone: "block" };
/** Chakra's tokens follow the page's theme, but this cell has its own. */
const OWN_THEME = { color: "var(--fg)", bg: "var(--panel)" };
const SAMPLE = { base: "14.375rem", _phone: "auto" };

const Cell = chakra("td", {
  base: {
    display: PHONE_BLOCK,
    px: "0.875rem",
    py: "0.75rem",
    borderTopWidth: "1px",
    textAlign: "start",
    fontWeight: 400,
  },
});

const Head = chakra("th", {
  base: {
    h: "2.125rem",
    px: "0.875rem",
    bg: "sunken",
    textStyle: "label",
    fontWeight: 560,
    textAlign: "start",
    color: "muted",
  },
});

const More = chakra("summary", {
  base: {
    w: "fit-content",
    py: "0.25rem",
    fontFamily: "body",
    fontSize: "meta",
    fontWeight: 500,
    color: "accentFg",
    cursor: "pointer",
  },
});

function sampleCounts(status: Status): Counts {
  return status === "succeeded"
    ? { succeeded: 7, pending: 3 }
    : { succeeded: 4, [status]: 3, pending: status === "pending" ? 6 : 3 };
}

function Sample({ status, label }: { status: Status; label: string }) {
  const isRetrying = status === "retrying";
  return (
    <>
      <Flex as="span" align="center" gap="0.5rem" mb="0.5rem">
        <StatusBadge status={status} word={label} />
        {isRetrying && <StatusBadge status={status} stuck word={STUCK} />}
        <Spacer />
        <StatusIcon status={status} size={16} />
        {isRetrying && <StatusIcon status={status} stuck size={16} />}
      </Flex>
      <ProgressBar counts={sampleCounts(status)} />
    </>
  );
}

const STUCK = termOf("retrying", true).word;
const FEW = 12;

function inOrder(words: readonly string[]): string {
  return words.toSorted().join(", ");
}

/** The shortest words are the most common; the others are folded, where the browser's search still finds them. */
function States({ states }: { states: readonly string[] }) {
  const shortest = states.toSorted((one, other) => one.length - other.length);
  const more = shortest.slice(FEW);
  return (
    <>
      {inOrder(shortest.slice(0, FEW))}
      {more.length > 0 && (
        <details>
          <More>and {more.length} more</More>
          {inOrder(more)}
        </details>
      )}
    </>
  );
}

function Term({ term }: { term: StatusTerm }) {
  const { status } = term;
  return (
    <chakra.tr display={{ base: "table-row", _phone: "block" }}>
      <Cell as="th" scope="row" w={{ base: "18.75rem", _phone: "auto" }}>
        <chakra.strong display="block" textStyle="name">
          {status === "retrying" ? `${term.label}, ${STUCK}` : term.label}
        </chakra.strong>
        <chakra.span textStyle="meta" color="muted">
          {term.meaning}
        </chakra.span>
      </Cell>
      {["light", "dark"].map((theme) => (
        <Cell key={theme} className={theme} w={SAMPLE} minW="13.125rem" css={OWN_THEME}>
          <Sample status={status} label={term.label} />
        </Cell>
      ))}
      <Cell className="mono" fontSize="label" lineHeight="1.0625rem" color="muted">
        <Box overflowWrap="anywhere">
          <States states={term.states} />
        </Box>
      </Cell>
    </chakra.tr>
  );
}

function LegendTable({ terms }: { terms: readonly StatusTerm[] }) {
  return (
    <Box className="card" overflowX="auto">
      <chakra.table w="100%" display={{ base: "table", _phone: "block" }}>
        <chakra.thead display={{ base: "table-header-group", _phone: "none" }}>
          <tr>
            {["Status", "Light", "Dark", "Workflow states that mean it"].map((head) => (
              <Head key={head} scope="col">
                {head}
              </Head>
            ))}
          </tr>
        </chakra.thead>
        <chakra.tbody display={{ base: "table-row-group", _phone: "block" }}>
          {terms.map((term) => (
            <Term key={term.status} term={term} />
          ))}
        </chakra.tbody>
      </chakra.table>
    </Box>
  );
}

/** The server's status vocabulary, including extensions. */
export function LegendPage() {
  const { data: meta, error, refetch } = useQuery(metaQuery);
  return (
    <WidePage>
      <title>Legend · Releasewatch</title>
      <PageTitle>Status vocabulary</PageTitle>
      <chakra.p maxW="56.25rem" mt="0.25rem" mb="1rem" color="muted">
        Ten words, the same at all five levels, worst first. Solid or dashed icon in a tinted badge:
        needs a person. Thin outline and plain text: does not. In a state, case and hyphens make no
        difference; any other state of an open workflow is In progress, of a closed one Unknown.
      </chakra.p>
      {meta && <LegendTable terms={meta.vocabulary} />}
      {!meta && error && (
        <NotRead
          title="The vocabulary could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </WidePage>
  );
}
