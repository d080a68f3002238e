import "./VersionsGrid.css";

/** The widths of names, so that they look like some. */
const NAMES = [88, 124, 73, 107, 134, 81, 98, 68, 115, 126];

/** Rows to come. */
export function SkeletonRows() {
  return (
    <div className="versions-skeleton" aria-hidden="true">
      {NAMES.map((width) => (
        <div key={width}>
          <span style={{ width: `${String(width / 16)}rem` }} />
          <span />
        </div>
      ))}
    </div>
  );
}

/** The shape of the table, so that nothing moves when it arrives. */
export function VersionsSkeleton() {
  return (
    <div className="versions-grid card late" aria-busy="true" aria-label="Reading what runs where">
      <div className="versions-head" aria-hidden="true" />
      <SkeletonRows />
    </div>
  );
}
