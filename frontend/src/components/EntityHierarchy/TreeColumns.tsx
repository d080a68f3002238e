/** Column heads, hidden from screen readers: the rows' names contain the same. */
export function TreeColumns({ isPast }: { isPast: boolean }) {
  return (
    <div className="tree-columns" data-past={isPast || undefined} aria-hidden="true">
      <span className="tree-column-name">Name</span>
      <span>Status</span>
      {isPast && <span className="tree-column-source">How we know</span>}
      <span>{isPast ? "Last progress" : "Progress"}</span>
      <span className="tree-version">Version</span>
      <span>{isPast ? "In state then" : "In state"}</span>
      <span className="tree-changed">Changed</span>
    </div>
  );
}
