/** Column heads. The rows tell the same in their names, so they are for the eye only. */
export function TreeColumns({ isPast }: { isPast: boolean }) {
  return (
    <div className="tree-columns" aria-hidden="true">
      <span className="tree-column-name">Name</span>
      <span>Status</span>
      {isPast && <span>How we know</span>}
      <span>{isPast ? "Last progress" : "Progress"}</span>
      <span className="tree-version">Version</span>
      <span>{isPast ? "In state then" : "In state"}</span>
      <span className="tree-changed">Changed</span>
    </div>
  );
}
