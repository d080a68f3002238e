import type { ReactNode } from "react";
import "./Banner.css";

interface BannerProps {
  /** `ink` for an outage or offline; `partial` for a tree that is only partly known. */
  tone: "ink" | "partial";
  /** What it is about, for those who go from region to region. */
  label: string;
  icon: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  /** Small text before the action, such as "Attempt 6, next in 8 s". */
  note?: ReactNode;
  action?: ReactNode;
}

/** One at a time, worst first: the page chooses, and announces what does not tick. */
export function Banner({ tone, label, icon, title, children, note, action }: BannerProps) {
  return (
    <section className="banner" data-tone={tone} aria-label={label}>
      <span className="banner-icon" aria-hidden="true">
        {icon}
      </span>
      <p className="banner-text">
        <strong>{title}</strong> {children}
      </p>
      {note !== undefined && <span className="banner-note">{note}</span>}
      {action}
    </section>
  );
}
