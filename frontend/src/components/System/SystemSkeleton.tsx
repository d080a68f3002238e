import "./Card.css";
import "./SystemSkeleton.css";

const CARDS = ["a", "b", "c", "d", "e", "f"];
const LINES = [9, 12, 10, 14];

/** The page's own shape, shown only when the first answer takes longer than a glance. */
export function SystemSkeleton() {
  return (
    <div className="system-skeleton" aria-busy="true">
      <p className="visually-hidden" role="status">
        Reading how the server is
      </p>
      <div className="system-cards" aria-hidden="true">
        {CARDS.map((card) => (
          <div key={card} className="system-card">
            <div className="system-card-head">
              <span className="skeleton" />
            </div>
            <div className="system-card-body">
              {LINES.map((width) => (
                <span key={width} className="skeleton" style={{ width: `${String(width)}rem` }} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
