import { Box, Button } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { Component } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import { Missing } from "./Missing";
import { MissingPart } from "./part";

interface ErrorBoundaryProps {
  children: ReactNode;
  /** Replaces a broken part of a page; the message then floats above the page. */
  instead?: ReactNode;
  onClose?: () => void;
}

interface ErrorBoundaryState {
  error: Error | undefined;
  isClosed: boolean;
}

const PAGE = { w: "min(45rem, 100%)", mx: "auto", my: "4rem", px: "1rem" };

/** Floats, so that the rest of the page does not move. */
const PART = {
  position: "fixed",
  zIndex: "notice",
  insetBlockEnd: "1rem",
  insetInlineEnd: "1rem",
  w: "min(26rem, calc(100vw - 2rem))",
} as const;

const WHOLE: ErrorBoundaryState = { error: undefined, isClosed: false };

/** Keeps the page around a part that broke or did not load. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state = WHOLE;

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  private readonly onRetry = () => {
    this.setState(WHOLE);
  };

  private readonly onClose = () => {
    this.setState({ isClosed: true });
    this.props.onClose?.();
  };

  private said(error: Error, isPage: boolean) {
    const onClose = isPage ? undefined : this.onClose;
    if (error instanceof MissingPart) {
      return <Missing isPage={isPage} onRetry={this.onRetry} onClose={onClose} />;
    }
    return (
      <EmptyState
        title="This page broke"
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        The error is in the dashboard, not in a release: {error.message}
      </EmptyState>
    );
  }

  override render() {
    const { children, instead } = this.props;
    const { error, isClosed } = this.state;
    if (error === undefined) return children;
    const isPage = instead === undefined;
    return (
      <>
        {instead}
        {!isClosed && (
          <Box css={isPage ? PAGE : PART} role="alert">
            {this.said(error, isPage)}
          </Box>
        )}
      </>
    );
  }
}
