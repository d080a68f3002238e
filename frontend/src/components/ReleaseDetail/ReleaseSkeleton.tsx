import "./ReleaseSkeleton.css";

const WAVES = [1, 2, 3, 4, 5];
const ROWS = [14, 18, 11, 12, 10, 16, 13, 9, 15, 8, 17, 19];

/** The page's own shape, shown only when the first answer takes longer than a glance. */
export function ReleaseSkeleton() {
  return (
    <div className="rd-skeleton" aria-busy="true">
      <p className="visually-hidden" role="status">
        Reading the release
      </p>
      <div aria-hidden="true">
        <span className="skeleton skeleton-crumbs" />
        <span className="skeleton skeleton-title" />
        <span className="skeleton skeleton-verdict" />
        <div className="skeleton-card skeleton-waves">
          {WAVES.map((wave) => (
            <span key={wave}>
              <span className="skeleton" />
              <span className="skeleton" />
            </span>
          ))}
        </div>
        <div className="skeleton-card">
          {ROWS.map((width) => (
            <span key={width} className="skeleton-row">
              <span className="skeleton skeleton-icon" />
              <span className="skeleton" style={{ width: `${String(width)}rem` }} />
              <span className="skeleton skeleton-cell" />
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
