import type { ReactNode } from "react";
import { StateCard, StateText, StateTitle } from "./StateCard";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Says that there is nothing to show, and why. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <StateCard actions={action}>
      <StateTitle>{title}</StateTitle>
      {children !== undefined && <StateText>{children}</StateText>}
    </StateCard>
  );
}
