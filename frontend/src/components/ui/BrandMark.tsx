/** Three rows: done, in progress, not started. */
export function BrandMark({ size = 20 }: { size?: number }) {
  const side = `${String(size / 16)}rem`;
  return (
    <svg width={side} height={side} viewBox="0 0 20 20" aria-hidden="true">
      <rect width="20" height="20" rx="5.5" fill="var(--ink)" />
      <g strokeWidth="2.3" strokeLinecap="round" fill="none">
        <path d="M4.8 6.4h10.4M4.8 10.1h4" stroke="var(--on-ink)" />
        <path d="M11.8 10.1h3.4M4.8 13.8h1M9.2 13.8h6" stroke="var(--control)" />
      </g>
    </svg>
  );
}
