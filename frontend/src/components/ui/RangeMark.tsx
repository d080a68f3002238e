import "./RangeMark.css";

/** A box, and a stroke beyond it: longer than usual. */
export function RangeMark() {
  return (
    <svg
      className="range-mark"
      width="0.8125rem"
      height="0.8125rem"
      viewBox="0 0 13 13"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      role="img"
      aria-label="Slower than usual:"
    >
      <rect x="1" y="4" width="7" height="5" rx="1" />
      <path d="M11 2.5v8" strokeLinecap="round" />
    </svg>
  );
}
