import { Fragment } from "react";
import { Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { Fact } from "@/components/ui/Fact";
import { useNow } from "@/hooks/useNow";
import { executionFor, lineage } from "@/lib/tree/lineage";
import { splitAfter } from "@/lib/words/pieces";
import { attemptText, labelOf, sinceOf } from "@/lib/words/told";
import type { Past } from "@/lib/tree/rowView";
import { formatDuration, formatDurationExact, formatIso, parseTime } from "@/lib/words/time";
import { doneOf, totalOf } from "@/lib/words/status";
import { usualWave } from "@/lib/tree/estimate";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { versionsOf } from "@/lib/tree/versions";
import { formatNumber, plural } from "@/lib/words/words";
import { usualBasis, usualFact } from "@/lib/words/usual";
import type { EntityNode, Execution, Retrying, Usual, UsualRange } from "@/types/entities";
import { InlineText } from "./PanelText";

interface PanelFactsProps {
  tree: Tree;
  row: TreeNode;
  entity: EntityNode;
  past: Past | null;
  usual: Usual | undefined;
}

/** Never truncated: it may break after each colon or dash. */
function Id({ id, label }: { id: string; label: string }) {
  return (
    <span className="panel-id">
      <code>
        {splitAfter(id, ":").map((part) => (
          <span key={part.start} className="panel-id-part">
            {splitAfter(part.text, "-").map((piece) => (
              <Fragment key={piece.start}>
                {piece.start > 0 && <wbr />}
                {piece.text}
              </Fragment>
            ))}
          </span>
        ))}
      </code>
      <CopyButton text={id} label={label} size="iconSm" />
    </span>
  );
}

/** "Completed 16:48:10": Temporal's status of the run, which may differ from the outcome of the node. */
function RunState({ execution, entity }: { execution: Execution; entity: EntityNode }) {
  const closed = parseTime(execution.closed_at);
  const isTwofold = execution.status === "Completed" && entity.health === "failed";
  return (
    <>
      <strong>{execution.status}</strong>
      {isTwofold && <span>{`; the ${entity.type} ended with failures`}</span>}{" "}
      <span>
        {closed === undefined ? "since" : ""}{" "}
        <Moment time={closed ?? parseTime(execution.started_at)} seconds />
      </span>
    </>
  );
}

/** Start, end and duration of the node. */
function Times({ entity }: { entity: EntityNode }) {
  const started = parseTime(entity.started_at);
  const ended = parseTime(entity.ended_at);
  return (
    <>
      {started !== undefined && (
        <Fact name="Started">
          <Moment time={started} seconds />
        </Fact>
      )}
      {ended !== undefined && (
        <Fact name="Ended">
          <Moment time={ended} seconds />
          {started !== undefined && <span>{` took ${formatDurationExact(ended - started)}`}</span>}
        </Fact>
      )}
    </>
  );
}

function InState({ since, past }: { since: number; past: Past | null }) {
  const now = useNow();
  const text = formatDurationExact((past?.readAt ?? now) - since);
  return <time title={`since ${formatIso(since)}`}>{past ? `${text} at last read` : text}</time>;
}

function Attempt({ retrying }: { retrying: Retrying }) {
  const now = useNow();
  const next = parseTime(retrying.next_attempt_at);
  return (
    <>
      <strong>{attemptText(retrying)}</strong>
      {next !== undefined && (
        <span>{next > now ? `next in ${formatDuration(next - now)}` : "trying now"}</span>
      )}
    </>
  );
}

/** The running and the wanted version, and how many apps below already run the latter. */
function Version({ tree, entity }: { tree: Tree; entity: EntityNode }) {
  const { runs, wants } = versionsOf(tree, entity);
  const { counts, type } = entity;
  const isMixed = type !== "app" && wants !== null && doneOf(counts) > 0;
  const some = `${formatNumber(doneOf(counts))} of ${plural(totalOf(counts), "app")}`;
  return (
    <span>
      {runs !== null && (
        <code>
          <InlineText entity={entity} text={runs} name="Version" />
        </code>
      )}
      {runs !== null && wants !== null && <span>, </span>}
      {wants !== null && (
        <>
          <span>wants</span>{" "}
          <code>
            <InlineText entity={entity} text={wants} name="Wanted version" />
          </code>
        </>
      )}
      {isMixed && <span>{` · ${some} ${doneOf(counts) === 1 ? "runs" : "run"} it`}</span>}
    </span>
  );
}

/** A part without a workflow of its own is reported by its nearest ancestor that has one. */
function Answering({ row, entity }: { row: TreeNode; entity: EntityNode }) {
  if (entity.execution) return null;
  const answering = lineage(row, entity).find((one) => one.execution);
  if (!answering) return null;
  return (
    <Fact name="Answered by">
      {answering.type} {labelOf(answering)}, no run of its own
    </Fact>
  );
}

/** What is usual for the release or one of its waves: nothing is claimed of what is deeper. */
function usualOf(tree: Tree, row: TreeNode, usual: Usual | undefined): UsualRange | null {
  const range = row === tree.root ? usual?.usual : usualWave(tree, row.path, usual)?.usual;
  return range ?? null;
}

function childrenText(row: TreeNode, entity: EntityNode): string {
  if (entity.type === "app") return "None, apps are leaves";
  if (entity.type === "cluster") return row.bundle ? "1 bundle" : "No bundle named yet";
  const word = entity.type === "release" ? "wave" : entity.type === "wave" ? "cluster" : "app";
  return plural(row.children.length, word);
}

/** All facts about the node and its run. */
export function PanelFacts({ tree, row, entity, past, usual }: PanelFactsProps) {
  const range = usualOf(tree, row, usual);
  const execution = executionFor(row, entity);
  // The badge shows the worst status of the row, so its time is shown, not that of the workflow's own state.
  const since = sinceOf(entity);
  const { retrying } = entity.execution ?? {};
  return (
    <dl className="panel-facts">
      <Answering row={row} entity={entity} />
      {execution && (
        <Fact name="Workflow">
          <RunState execution={execution} entity={entity} />
        </Fact>
      )}
      <Times entity={entity} />
      {range && (
        <Fact name="Usually">
          <span title={usualBasis(range)}>{usualFact(range)}</span>
        </Fact>
      )}
      {since !== null && (
        <Fact name="In state">
          <InState since={since} past={past} />
        </Fact>
      )}
      {retrying && (
        <Fact name="Attempt">
          <Attempt retrying={retrying} />
        </Fact>
      )}
      {entity.waiting_for && (
        <Fact name="Waiting for">
          <InlineText entity={entity} text={entity.waiting_for} name="Waiting for" />
        </Fact>
      )}
      {(entity.version ?? entity.previous_version) && (
        <Fact name="Version">
          <Version tree={tree} entity={entity} />
        </Fact>
      )}
      {execution && (
        <>
          <Fact name="Workflow id">
            <Id id={execution.workflow_id} label="Copy workflow id" />
          </Fact>
          <Fact name="Run id">
            <Id id={execution.run_id} label="Copy run id" />
          </Fact>
          <Fact name="Type">{execution.workflow_type}</Fact>
          <Fact name="Task queue">
            <code>{execution.task_queue}</code>
          </Fact>
        </>
      )}
      <Fact name="Children">
        <span>{childrenText(row, entity)}</span>
      </Fact>
    </dl>
  );
}
