import type { ReactNode } from "react";
import "./StateCard.css";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing to show, and why. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <section className="state-card">
      <h2 className="state-card-title">{title}</h2>
      {children !== undefined && <p className="state-card-text">{children}</p>}
      {action !== undefined && <div className="state-card-actions">{action}</div>}
    </section>
  );
}
