/** A hollow diamond with a check: given, so it asks for nothing. */
export function ApprovalMark({ size = 13 }: { size?: number }) {
  const side = `${String(size / 16)}rem`;
  return (
    <svg
      className="approval-mark"
      width={side}
      height={side}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      aria-hidden="true"
    >
      <path d="M8 1.2 14.8 8 8 14.8 1.2 8Z" strokeLinejoin="round" />
      <path d="m5.4 8.2 1.9 1.8 3.3-3.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
