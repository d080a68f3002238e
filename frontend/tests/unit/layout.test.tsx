import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "@/App";
import { usePageHead } from "@/hooks/pageHead";
import { TopBar } from "@/components/shell/TopBar";
import { restoreSession } from "@/services/authService";
import { beginSession, sessionState } from "@/services/session";
import { META, NOW, releasePage } from "@tests/support/releases";
import { renderApp, renderWith } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  server.use(http.get(url("/api/releases"), () => HttpResponse.json(releasePage())));
});

describe("the shell", () => {
  it("names the namespace, leads to the pages, and lets one skip to the content", async () => {
    renderApp();
    expect(await screen.findByText("prod")).toBeVisible();
    expect(screen.getByRole("link", { name: "Skip to content" })).toHaveAttribute("href", "#main");
    expect(screen.getByRole("link", { name: "Releases" })).toHaveAttribute("aria-current", "page");
    await userEvent.click(screen.getByRole("link", { name: "Legend" }));
    expect(await screen.findByRole("heading", { name: "Status vocabulary" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Legend" })).toHaveAttribute("aria-current", "page");
    expect(screen.queryByRole("group", { name: "Freshness" })).toBeNull();
  });

  it("pauses and resumes by button and by key", async () => {
    renderApp();
    await userEvent.click(await screen.findByRole("button", { name: "Pause live updates" }));
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent(
      "Paused at 12:04:29",
    );
    await userEvent.keyboard("p");
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent("Live");
  });

  it("changes the theme, and follows the system again when its own is chosen", async () => {
    document.documentElement.className = "light";
    renderApp();
    await userEvent.click(await screen.findByRole("button", { name: "Use the dark theme" }));
    expect(document.documentElement).toHaveClass("dark");
    expect(localStorage.getItem("releasewatch.theme")).toBe("dark");
    await userEvent.click(screen.getByRole("button", { name: "Use the light theme" }));
    expect(document.documentElement).toHaveClass("light");
    expect(localStorage.getItem("releasewatch.theme")).toBe("system");
  });

  it("does not miss that the system's theme changed after the first paint", async () => {
    document.documentElement.className = "dark";
    renderApp();
    expect(await screen.findByRole("button", { name: "Use the dark theme" })).toBeVisible();
    expect(document.documentElement).toHaveClass("light", { exact: true });
  });

  it("shows the keys, and lets single keys be turned off", async () => {
    renderApp();
    await screen.findByRole("link", { name: "Storefront 2026.48.2" });
    await userEvent.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keys" })).toBeVisible();
    await userEvent.click(screen.getByRole("checkbox", { name: "Single-key shortcuts" }));
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.keyboard("p");
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent("Live");
  });

  it("goes to the list with g and l", async () => {
    renderApp("/legend");
    await screen.findByRole("heading", { name: "Status vocabulary" });
    await userEvent.keyboard("gl");
    expect(await screen.findByRole("heading", { name: "Releases" })).toBeVisible();
  });

  it("reads clocks in the zone one chooses, and remembers it", async () => {
    renderApp();
    await userEvent.selectOptions(
      await screen.findByRole("combobox", { name: "Time zone" }),
      "Local time",
    );
    expect(localStorage.getItem("releasewatch.zone")).toBe("local");
  });

  it("changes the zone from every page", async () => {
    renderApp("/legend");
    await userEvent.click(await screen.findByRole("button", { name: /Menu$/ }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Times in local time" }));
    expect(localStorage.getItem("releasewatch.zone")).toBe("local");
  });

  it("names the page and leads back on a phone", () => {
    beginSession("access", 600);
    function Page() {
      usePageHead("Storefront", "2026.48.2", "/?q=a");
      return <TopBar onShowKeys={() => undefined} />;
    }
    renderWith(<Page />);
    expect(screen.getByRole("link", { name: "Back" })).toHaveAttribute("href", "/?q=a");
    expect(screen.getByText("2026.48.2")).toBeInTheDocument();
  });

  it("says that an address leads nowhere", async () => {
    renderApp("/relaeses");
    expect(
      await screen.findByRole("heading", { name: "There is no page at this address" }),
    ).toBeVisible();
    expect(screen.getByRole("link", { name: "All releases" })).toHaveAttribute("href", "/");
  });
});

describe("the legend", () => {
  it("explains every word as this server uses it", async () => {
    renderApp("/legend");
    expect(await screen.findByText("What unknown means.")).toBeVisible();
    expect(screen.getAllByText("Stuck")).toHaveLength(2);
    expect(screen.getAllByRole("row")).toHaveLength(11);
  });

  it("folds all but the shortest words of a state, where there are many", async () => {
    const words = Array.from({ length: 30 }, (_, number) => `fail${"ed".repeat(number)}`);
    const [first, ...others] = META.vocabulary;
    const vocabulary = [{ ...first, states: words }, ...others];
    server.use(http.get(url("/api/meta"), () => HttpResponse.json({ ...META, vocabulary })));
    renderApp("/legend");
    expect(await screen.findByText("and 18 more")).toBeVisible();
    expect(screen.getByText(/^fail, failed,/)).toBeVisible();
    const last = screen.getByText(new RegExp(words.at(-1) ?? ""));
    expect(last).not.toBeVisible();
    await userEvent.click(screen.getByText("and 18 more"));
    expect(last).toBeVisible();
  });

  it("says when it could not be read", async () => {
    server.use(http.get(url("/api/meta"), () => problem(503, "internal_error")));
    renderApp("/legend");
    expect(await screen.findByText("The vocabulary could not be read")).toBeVisible();
  });
});

describe("the start of a visit", () => {
  it("mounts as a whole", async () => {
    await restoreSession();
    expect(sessionState().kind).toBe("signed-out");
    window.history.replaceState(null, "", "/");
    render(<App />);
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});
