import { useQuery } from "@tanstack/react-query";
import { BrandMark } from "@/components/ui/BrandMark";
import { CopyButton } from "@/components/ui/CopyButton";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { metaQuery } from "@/services/releaseService";
import "./NoReleases.css";

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

function StartCard() {
  return (
    <section className="no-releases-card">
      <header>
        <h2>Start a release</h2>
        <CopyButton text={COMMAND} label="Copy the command">
          Copy
        </CopyButton>
      </header>
      <pre className="no-releases-command mono">
        {"temporal workflow start \\\n  "}
        <span>--type</span> Release <span>--task-queue</span> releases <span>\</span>
        {"\n  "}
        <span>--workflow-id</span> <mark>release:storefront-2026.48.2</mark> <span>\</span>
        {"\n  "}
        <span>--input</span>
        {` '{"from": "2026.47.3", "to": "2026.48.2"}'`}
      </pre>
    </section>
  );
}

function IdCard() {
  return (
    <section className="no-releases-card">
      <header>
        <h2>An id is type:name</h2>
        <p>Children may also arrive inline, without workflows of their own</p>
      </header>
      <dl>
        {IDS.map(([level, prefix, name, meaning]) => (
          <div key={level} className="no-releases-id">
            <dt>{level}</dt>
            <dd className="mono">
              <b>{prefix}</b>
              {name}
            </dd>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Temporal answers, and no workflow is a release. */
export function NoReleases() {
  const { data: meta } = useQuery(metaQuery);
  const isDefault = !meta || DEFAULT_QUERY.test(meta.release_query);
  return (
    <div className="no-releases">
      <BrandMark size={40} />
      <h1>No releases yet</h1>
      <p className="no-releases-lead">
        Releasewatch lists every workflow in namespace <strong>{meta?.namespace}</strong>{" "}
        {isDefault ? "whose id starts with " : "that matches "}
        <code>{isDefault ? "release:" : meta.release_query}</code>. Start one and it appears here
        within seconds.
      </p>
      <StartCard />
      <IdCard />
      <p className="no-releases-facts">
        <StatusIcon status="succeeded" /> Temporal answers
        <StatusIcon status="pending" /> 0 workflows match
        <a href="/docs">API documentation</a>
      </p>
    </div>
  );
}
