import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { CopyButton } from "@/components/ui/CopyButton";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { system } from "@/theme/system";
import { STATUSES } from "@/types/entities";
import { renderWith } from "@tests/support/render";

describe("status", () => {
  it("has a silhouette of its own for every word, and one more for stuck", () => {
    const shapes = STATUSES.map(
      (status) => render(<StatusIcon status={status} />).container.querySelector("svg")?.innerHTML,
    );
    shapes.push(
      render(<StatusIcon status="retrying" stuck />).container.querySelector("svg")?.innerHTML,
    );
    expect(new Set(shapes).size).toBe(11);
  });

  it("is tinted only where a person is needed", () => {
    const attention = (ui: React.ReactElement) =>
      render(ui).container.querySelector("[data-attention]") !== null;
    expect(attention(<StatusBadge status="failed" word="Failed" />)).toBe(true);
    expect(attention(<StatusBadge status="retrying" stuck word="Stuck" />)).toBe(true);
    expect(attention(<StatusBadge status="retrying" word="Retrying" />)).toBe(false);
    expect(attention(<StatusBadge status="succeeded" word="Succeeded" />)).toBe(false);
  });
});

describe("the bar", () => {
  function segments(ui: React.ReactElement) {
    const { container } = render(ui);
    return [...container.querySelectorAll<HTMLElement>("[data-status]")].map(
      ({ dataset, style }) => `${dataset["status"] ?? ""} ${style.flexGrow}`,
    );
  }

  it("puts what is done first, then trouble, then what moves, and leaves out what is none", () => {
    expect(
      segments(
        <ProgressBar counts={{ pending: 5, running: 3, failed: 1, succeeded: 9, paused: 0 }} />,
      ),
    ).toEqual(["succeeded 9", "failed 1", "running 3", "pending 5"]);
  });

  it("is an empty trough while nothing is known, and never speaks", () => {
    expect(segments(<ProgressBar counts={{}} />)).toEqual(["pending "]);
    const { container } = render(<ProgressBar counts={{ succeeded: 1 }} asOf="12:03:41" />);
    expect(container.firstElementChild).toHaveAttribute("aria-hidden", "true");
    expect(container.firstElementChild).toHaveAttribute("data-as-of");
  });
});

describe("copying", () => {
  it("says in place that it worked", async () => {
    const user = userEvent.setup();
    renderWith(<CopyButton text="release:a" label="Copy id" />);
    await user.click(screen.getByRole("button", { name: "Copy id" }));
    expect(await screen.findByText("Copied")).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe("release:a");
  });

  it("says when the browser refuses", async () => {
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("denied"));
    renderWith(<CopyButton text="x" label="Copy id" />);
    await act(() => user.click(screen.getByRole("button", { name: "Copy id" })));
    expect(await screen.findByText("The browser refused to copy")).toBeInTheDocument();
  });
});

it("says that a link opens elsewhere", () => {
  renderWith(<ExternalLinkButton href="https://temporal.example/x">Temporal</ExternalLinkButton>);
  const link = screen.getByRole("link", { name: "Temporal (new tab)" });
  expect(link).toHaveAttribute("rel", "noreferrer");
  expect(link).toHaveAttribute("target", "_blank");
});

it("has a recipe for buttons, which would otherwise be silently unstyled", () => {
  expect(system.isRecipe("button")).toBe(true);
});
