import { Button } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { Component } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import "./ErrorBoundary.css";

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** A page that breaks must not take the shell with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="error-boundary" role="alert">
        <EmptyState
          title="This page broke"
          action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
        >
          The fault is in the dashboard, not in a release. It said: {error.message}
        </EmptyState>
      </div>
    );
  }
}
