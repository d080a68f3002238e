import { Flex, Grid, chakra } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { BrandMark } from "@/components/ui/BrandMark";
import { CopyButton } from "@/components/ui/CopyButton";
import { PlainPage, PlainText, PlainTitle } from "@/components/ui/PlainPage";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { BASE } from "@/lib/app/base";
import { metaQuery } from "@/services/releaseService";
import type { ReactNode } from "react";

const COMMAND = `temporal workflow start \\
  --type Release --task-queue releases \\
  --workflow-id release:storefront-2026.48.2 \\
  --input '{"from": "2026.47.3", "to": "2026.48.2"}'`;

const DEFAULT_QUERY = /^WorkflowId STARTS_WITH ["']release:["']$/i;

const IDS = [
  ["Release", "release:", "storefront-2026.48.2", "Listed because its id starts with release:"],
  ["Wave", "wave:", "storefront-2026.48.2:2", "Ordered by sequence, if given"],
  ["Cluster", "cluster:", "storefront-2026.48.2:eu-west-1b", "Exactly one bundle each"],
  ["Bundle", "bundle:", "storefront-2026.48.2:eu-west-1b", "Shown on the row of its cluster"],
  ["App", "app:", "storefront-2026.48.2:eu-west-1b:checkout", "The leaves"],
] as const;

function Card({
  title,
  aside,
  children,
}: {
  title: string;
  aside: ReactNode;
  children: ReactNode;
}) {
  return (
    <chakra.section className="card" mb="1rem" overflow="hidden">
      <Flex as="header" align="center" justify="space-between" gap="1rem" minH="2.375rem" px="1rem">
        <chakra.h2 fontWeight={600}>{title}</chakra.h2>
        {aside}
      </Flex>
      {children}
    </chakra.section>
  );
}

const Command = chakra("pre", {
  base: {
    px: "1rem",
    py: "0.875rem",
    borderTopWidth: "1px",
    overflowX: "auto",
    fontSize: "cell",
    lineHeight: "1.3125rem",
    "& > span": { color: "muted" },
    "& > mark": { p: "2px 0.1875rem", borderRadius: "key", color: "accentFg", bg: "accentTint" },
  },
});

function StartCard() {
  const copy = (
    <CopyButton text={COMMAND} label="Copy the command">
      Copy
    </CopyButton>
  );
  return (
    <Card title="Start a release" aside={copy}>
      <Command className="mono">
        {"temporal workflow start \\\n  "}
        <span>--type</span> Release <span>--task-queue</span> releases <span>\</span>
        {"\n  "}
        <span>--workflow-id</span> <mark>release:storefront-2026.48.2</mark> <span>\</span>
        {"\n  "}
        <span>--input</span>
        {` '{"from": "2026.47.3", "to": "2026.48.2"}'`}
      </Command>
    </Card>
  );
}

function IdCard() {
  const inline = (
    <chakra.p hideBelow="sm" textStyle="cell" color="subtle">
      Children may also arrive inline, without workflows of their own
    </chakra.p>
  );
  return (
    <Card title="An id is type:name" aside={inline}>
      <dl>
        {IDS.map(([level, prefix, name, meaning]) => (
          <Grid
            key={level}
            templateColumns={{ base: "3.5rem 18.75rem 1fr", _phone: "3.5rem 1fr" }}
            alignItems="center"
            gap={{ base: "1rem", _phone: "0 0.75rem" }}
            minH="2.25rem"
            px="1rem"
            py="0.25rem"
            borderTopWidth="1px"
            color="muted"
          >
            <chakra.dt textStyle="cell" fontWeight={600} color="fg">
              {level}
            </chakra.dt>
            <chakra.dd
              className="mono"
              fontSize="label"
              color="fg"
              whiteSpace="nowrap"
              overflow={{ base: "visible", _phone: "hidden" }}
              textOverflow="ellipsis"
            >
              <chakra.b color="accentFg" fontWeight={600}>
                {prefix}
              </chakra.b>
              {name}
            </chakra.dd>
            <chakra.dd gridColumn={{ base: "auto", _phone: 2 }}>{meaning}</chakra.dd>
          </Grid>
        ))}
      </dl>
    </Card>
  );
}

/** Temporal answers, and no workflow is a release. */
export function NoReleases() {
  const { data: meta } = useQuery(metaQuery);
  const isDefault = !meta || DEFAULT_QUERY.test(meta.release_query);
  return (
    <PlainPage w="min(45rem, 100%)" mt="2.5rem">
      <BrandMark size={40} />
      <PlainTitle mt="1rem">No releases yet</PlainTitle>
      <PlainText mt="0.375rem" mb="1.25rem" maxW="38.125rem">
        Releasewatch lists every workflow in namespace <strong>{meta?.namespace}</strong>{" "}
        {isDefault ? "whose id starts with " : "that matches "}
        <code>{isDefault ? "release:" : meta.release_query}</code>. Start one and it appears here
        within seconds.
      </PlainText>
      <StartCard />
      <IdCard />
      <Flex as="p" wrap="wrap" align="center" gap="0.5rem" textStyle="cell" color="muted">
        <StatusIcon status="succeeded" /> Temporal answers
        <chakra.span ms="0.125rem" />
        <StatusIcon status="pending" /> 0 workflows match
        <chakra.a href={`${BASE}/docs`} ms="auto" fontWeight={560} color="accentFg">
          API documentation
        </chakra.a>
      </Flex>
    </PlainPage>
  );
}
