import { ReleaseColumns } from "./ReleaseList";
import "./ReleaseList.css";
import "./ListSkeleton.css";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The shape of what comes, so that nothing moves when it does. */
export function ListSkeleton() {
  return (
    <div className="release-list release-skeleton" aria-busy="true" aria-label="Reading releases">
      <div aria-hidden="true">
        <ReleaseColumns />
        {ROWS.map((row) => (
          <div key={row} className="release-row">
            <div className="release-name skeleton-name">
              <span className="skeleton" />
              <span className="skeleton" />
            </div>
            <div className="release-status skeleton-short">
              <span className="skeleton" />
            </div>
            <div className="release-progress skeleton-short">
              <span className="skeleton" />
            </div>
            <div className="release-wave skeleton-short">
              <span className="skeleton" />
            </div>
            <div className="release-reason skeleton-name">
              <span className="skeleton" />
              <span className="skeleton" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
