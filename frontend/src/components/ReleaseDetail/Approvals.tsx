import { Elapsed, Moment } from "@/components/Time";
import { ApprovalMark } from "@/components/ui/ApprovalMark";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { approvalsAt, askedAt, hostOf } from "@/lib/tree/approvals";
import { usualWave } from "@/lib/tree/estimate";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { formatDuration, parseTime } from "@/lib/words/time";
import { formatNumber, within } from "@/lib/words/words";
import { usualBasis, usualFact } from "@/lib/words/usual";
import type { EntityNode, GivenApproval, NodeProblem, Usual, UsualRange } from "@/types/entities";
import "./Approvals.css";

interface ApproveButtonProps {
  url: string | null;
  variant?: "ink" | "outline";
}

/** Leads to where one approves: this page only reads. */
export function ApproveButton({ url, variant = "ink" }: ApproveButtonProps) {
  const host = url === null ? null : hostOf(url);
  if (url === null || host === null) return null;
  return (
    <ExternalLinkButton href={url} variant={variant}>{`Approve in ${host}`}</ExternalLinkButton>
  );
}

/** "A. Rossi, 11:48", in the cell of the wave that it let begin. */
export function WaveApproval({ approval }: { approval: GivenApproval }) {
  return (
    <span className="wave-approval truncate">
      <ApprovalMark />
      <span className="truncate">
        <span className="visually-hidden">Approved by </span>
        <bdi>{approval.who ?? "approved"}</bdi>, <Moment time={parseTime(approval.at)} />
      </span>
    </span>
  );
}

interface AskedProps {
  problem: NodeProblem;
  /** How long such an approval takes, where that is known. */
  usual: UsualRange | null;
}

function Asked({ problem, usual }: AskedProps) {
  const since = parseTime(problem.since);
  return (
    <div className="approval-asked" data-status="waiting">
      <p>
        {problem.waiting_for ? (
          <>
            Asked of <strong>{problem.waiting_for}</strong>
          </>
        ) : (
          "An approval is asked for"
        )}
      </p>
      {since !== undefined && (
        <p className="approval-how">
          since <Moment time={since} seconds />, <Elapsed from={since} />
        </p>
      )}
      {usual && (
        <p className="approval-how" title={usualBasis(usual)}>
          {`Usually given in ${usualFact(usual)}`}
        </p>
      )}
      <ApproveButton url={problem.approve_url ?? null} />
      <p className="approval-how">
        Releasewatch only reads. The answer shows here once the workflow has it.
      </p>
    </div>
  );
}

function Given({ approval }: { approval: GivenApproval }) {
  const at = parseTime(approval.at);
  const asked = parseTime(approval.asked_at);
  return (
    <li>
      <ApprovalMark size={15} />
      <span>
        {approval.who ? (
          <>
            <strong>{approval.who}</strong> approved {within(approval.label)}
          </>
        ) : (
          `${approval.label} approved, not told by whom`
        )}
      </span>
      <Moment time={at} seconds />
      <span className="approval-how">
        {asked !== undefined && at !== undefined && (
          <>
            asked <Moment time={asked} seconds />, after {formatDuration(at - asked)}.{" "}
          </>
        )}
        {approval.signal ? (
          <>
            From the signal <code className="mono">{approval.signal}</code> in the history.
          </>
        ) : (
          "Told by the workflow."
        )}
      </span>
    </li>
  );
}

interface PanelApprovalsProps {
  tree: Tree;
  row: TreeNode;
  entity: EntityNode;
  usual: Usual | undefined;
}

/** Who is asked, the way to approve, and who approved before. */
export function PanelApprovals({ tree, row, entity, usual }: PanelApprovalsProps) {
  const asked = askedAt(tree, entity.path);
  // A wave is read beside those before it; what stands deeper has its own.
  const isUpper = row.level <= 1;
  const given = approvalsAt(tree, isUpper ? tree.root.path : entity.path);
  if (asked === null && given.length === 0) return null;
  return (
    <section className="panel-section">
      {asked !== null && (
        <Asked problem={asked} usual={usualWave(tree, asked.path, usual)?.approval ?? null} />
      )}
      {given.length > 0 && (
        <>
          <h3 className="panel-heading approval-heading">
            Approvals
            <span>
              <strong>{formatNumber(given.length)}</strong> given{asked !== null && ", 1 asked"}
            </span>
          </h3>
          <ol className="approval-trail">
            {given.map((approval) => (
              <Given key={`${approval.path} ${approval.at}`} approval={approval} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
