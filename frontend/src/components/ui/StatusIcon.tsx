import type { ReactNode } from "react";
import type { Status } from "@/types/entities";
import "./StatusIcon.css";

interface StatusIconProps {
  status: Status;
  stuck?: boolean | undefined;
  size?: number;
  /** Grey: the status is not confirmed. */
  muted?: boolean | undefined;
}

const ring = <circle cx="8" cy="8" r="6.25" />;

const shapes = {
  failed: (
    <>
      <path className="status-icon-solid" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" />
      <path className="status-icon-cut" d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" />
    </>
  ),
  retrying: (
    <>
      <path d="M13.9 9.6A6.1 6.1 0 1 1 13.2 4.9" />
      <path d="M14.2 1.7v3.5h-3.5" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.5" strokeDasharray="3.1 1.98" strokeDashoffset="1" />
      <path d="M6.3 6.5a1.75 1.75 0 1 1 2.6 1.5c-.6.35-.9.65-.9 1.2" />
      <circle className="status-icon-solid" cx="8" cy="11.1" r=".85" />
    </>
  ),
  waiting: (
    <>
      <path className="status-icon-solid" d="M8 .3 15.7 8 8 15.7.3 8z" />
      <circle className="status-icon-hole" cx="8" cy="6.3" r="1.75" />
      <path className="status-icon-hole" d="M4.9 11.2c0-1.7 1.4-2.7 3.1-2.7s3.1 1 3.1 2.7z" />
    </>
  ),
  paused: (
    <>
      {ring}
      <path d="M6.4 5.5v5m3.2-5v5" />
    </>
  ),
  running: (
    <>
      {ring}
      <path className="status-icon-solid" d="M8 4a4 4 0 0 1 0 8z" />
    </>
  ),
  pending: <circle cx="8" cy="8" r="6.5" strokeDasharray="0 3.403" strokeLinecap="round" />,
  cancelled: (
    <>
      {ring}
      <path d="m3.6 3.6 8.8 8.8" />
    </>
  ),
  skipped: (
    <>
      <path d="M3 3.4v9.2L9.9 8z" />
      <path d="M13 3v10" />
    </>
  ),
  succeeded: (
    <>
      {ring}
      <path d="m5.3 8.2 2 2 3.5-4.1" />
    </>
  ),
} satisfies Record<Status, ReactNode>;

const stuckShape = (
  <>
    <rect className="status-icon-solid" x="1.2" y="1.2" width="13.6" height="13.6" rx="2.6" />
    <path className="status-icon-hole" d="M4.9 3.7h6.2v1L9 8l2.1 3.3v1H4.9v-1L7 8 4.9 4.7z" />
  </>
);

/** Each status has its own silhouette. Decorative: its word is always shown beside it. */
export function StatusIcon({ status, stuck = false, size = 14, muted = false }: StatusIconProps) {
  const isStuck = stuck && status === "retrying";
  return (
    <svg
      className="status-icon"
      data-status={status}
      data-stuck={isStuck || undefined}
      data-muted={muted || undefined}
      width={`${String(size / 16)}rem`}
      height={`${String(size / 16)}rem`}
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden="true"
    >
      {isStuck ? stuckShape : shapes[status]}
    </svg>
  );
}
