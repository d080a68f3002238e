import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { renderApp } from "@tests/support/render";
import {
  activeRow,
  address,
  appOf,
  BUNDLE,
  next,
  PAGE,
  row,
  rowNames,
  rows,
  tree,
  serveStorefront,
} from "./releaseHarness";
import { storefront } from "@tests/support/samples";

serveStorefront();

describe("the keyboard", () => {
  it("walks, folds, opens and closes without the mouse", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    (await tree()).focus();
    await user.keyboard("{Home}");
    expect(await activeRow()).toHaveAccessibleName(/^Wave 1/);
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(await activeRow()).toHaveAccessibleName(/^cluster eu-north-1a/);
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(await row(/^Wave 1/)).toHaveAttribute("aria-expanded", "false");
    await user.keyboard("jjk");
    expect(await activeRow()).toHaveAccessibleName(/^Wave 2/);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: "Details of Wave 2" })).toBeVisible();
    expect(await tree()).toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    expect(address()).toBe(PAGE);
    expect(await tree()).toHaveFocus();
    await user.click(await screen.findByRole("button", { name: "checkout" }));
    await user.click(await screen.findByRole("button", { name: "Close" }));
    await waitFor(async () => expect(await tree()).toHaveFocus());
  });

  it("puts every row there for the printer, and white under it", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    (await tree()).focus();
    document.documentElement.className = "dark";
    await user.keyboard("{Home}*");
    const all = [...(await tree()).querySelectorAll("[role=treeitem]")].length;
    fireEvent(window, new Event("beforeprint"));
    expect(rowNames().length).toBeGreaterThanOrEqual(all);
    expect(document.documentElement).toHaveClass("light");
    fireEvent(window, new Event("afterprint"));
    expect(document.documentElement).toHaveClass("dark");
    document.documentElement.className = "light";
  });

  it("walks the problems, and an open panel keeps up", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await tree();
    await user.keyboard("n");
    expect(await activeRow()).toHaveAccessibleName(/^app fraud-scoring/);
    await user.keyboard("{Enter}n");
    expect(await screen.findByRole("complementary", { name: "Details of checkout" })).toBeVisible();
    await user.keyboard("N");
    expect(
      await screen.findByRole("complementary", { name: "Details of fraud-scoring" }),
    ).toBeVisible();
  });

  it("opens the way to the problems again", async () => {
    sessionStorage.setItem("releasewatch.open.release:storefront-2026.48.2", "[]");
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    expect(await row(/^Wave 2/)).toHaveAttribute("aria-expanded", "false");
    await user.keyboard("e");
    expect(await row(/^app ledger-api, failed/)).toBeVisible();
  });

  it("copies the id of the active row", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await tree();
    await user.keyboard("nc");
    expect(await navigator.clipboard.readText()).toBe("app:fraud-scoring");
  });
});

describe("finding and filtering", () => {
  it("shows the apps of a status with what they stand in", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    const facets = within(await screen.findByRole("group", { name: "Filter apps by status" }));
    expect(facets.getAllByRole("button").map((chip) => chip.textContent)).toEqual([
      "All 240",
      "Failed 2",
      "Retrying 1",
      "In progress 4",
      "Not started 194",
      "Succeeded 39",
    ]);
    await user.click(facets.getByRole("button", { name: /Failed/ }));
    await waitFor(() => expect(rowNames()).toHaveLength(4));
    expect(address()).toContain("status=failed");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(rowNames().length).toBeGreaterThan(4));
  });

  it("finds by name, marks the match, and says when there is none", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await tree();
    await user.keyboard("/customer");
    await waitFor(() => expect(document.querySelector("mark")).toHaveTextContent("customer"));
    await waitFor(() => expect(address()).toContain("find=customer"));
    await user.keyboard("-nothing");
    expect(await screen.findByText(/Nothing in the tree matches/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: /Clear the filter/ }));
    expect(await row(/^Wave 1/)).toBeVisible();
  });

  it("shows one wave alone, and all of them again", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    const strip = within(await screen.findByRole("region", { name: "Waves" }));
    await user.click(strip.getByRole("button", { name: /^Wave 3/ }));
    await waitFor(() => expect(rowNames()[0]).toMatch(/^Wave 3/));
    expect(rowNames()).toHaveLength(5);
    await user.click(strip.getByRole("button", { name: /^Wave 3/ }));
    expect(await row(/^Wave 1/)).toBeVisible();
  });

  it("hides what is finished and keeps what leads to the rest", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await user.click(await screen.findByRole("button", { name: "Tree options" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "Hide finished" }));
    await waitFor(() => expect(rowNames()[0]).toMatch(/^Wave 2/));
    expect(rowNames().some((name) => name.includes("succeeded"))).toBe(false);
    expect(address()).toContain("hide=finished");
  });

  it("takes over what the address says", async () => {
    renderApp(`${PAGE}?status=retrying&find=fraud`);
    await tree();
    await waitFor(() => expect(rowNames()).toHaveLength(3));
    expect(screen.getByRole("searchbox", { name: "Find in tree" })).toHaveValue("fraud");
  });
});

describe("a poll", () => {
  it("changes the row and nothing else: place, focus, expansion and selection stay", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await user.click(await row(/^app customer-api, in progress/));
    await user.keyboard("{ArrowDown}");
    const before = rowNames().map((name) => name.split(",")[0]);
    const changed = storefront();
    Object.assign(appOf(changed, 2, "customer-api"), { status: "succeeded", health: "succeeded" });
    next.answer = changed;
    const item = await waitFor(() => {
      const found = rows().find((one) => one.dataset["path"] === `${BUNDLE}/app:customer-api`);
      expect(found).toHaveAccessibleName(/succeeded/);
      return found;
    });
    expect(item).toHaveAttribute("aria-selected", "true");
    expect(item?.querySelector(".tree-flash")).toHaveAttribute("data-status", "succeeded");
    expect(rowNames().map((name) => name.split(",")[0])).toEqual(before);
    expect(await tree()).toHaveFocus();
    expect(await activeRow()).toHaveAccessibleName(/^app ledger-api/);
    await waitFor(() => expect(document.querySelector(".tree-flash")).toBeNull());
  });

  it("tells only the count when too much changed at once", async () => {
    renderApp(PAGE);
    await tree();
    const changed = storefront();
    for (const wave of changed.release.waves ?? []) {
      for (const cluster of wave.clusters ?? []) {
        for (const app of cluster.bundle?.apps ?? []) app.state = "REDEPLOYING";
      }
    }
    next.answer = changed;
    expect(await screen.findByText("240 rows changed")).toBeVisible();
    expect(document.querySelector(".tree-flash")).toBeNull();
  });

  it("moves focus to the nearest ancestor of a row that is gone", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await user.click(await row(/^app ledger-api, failed/));
    const changed = storefront();
    const bundle = changed.release.waves?.[1]?.clusters?.[2]?.bundle;
    if (bundle) bundle.apps = [];
    next.answer = changed;
    await waitFor(async () =>
      expect(await activeRow()).toHaveAccessibleName(/^cluster eu-west-1b/),
    );
  });

  it("opens the way to what failed below a part that could not be read at first", async () => {
    const late = { ...storefront(), complete: false, problems: [] };
    const unread = { status: "unknown", health: "unknown", word: "unknown", code: "timed_out" };
    Object.assign(late.release.waves?.[1] ?? {}, { ...unread, clusters: [], counts: {} });
    next.answer = late;
    renderApp(PAGE);
    expect(await row(/^Wave 2, Early Europe, unknown/)).toBeVisible();
    expect(rowNames().filter((name) => name.startsWith("app checkout"))).toEqual([]);
    next.answer = storefront();
    expect(await row(/^app checkout, failed/)).toBeVisible();
  });

  it("keeps what was opened for the next visit in this tab", async () => {
    const user = userEvent.setup({ delay: null });
    const { unmount } = renderApp(PAGE);
    (await tree()).focus();
    await user.keyboard("{Home}{ArrowRight}");
    expect(await row(/^cluster eu-north-1a/)).toBeVisible();
    unmount();
    renderApp(PAGE);
    expect(await row(/^cluster eu-north-1a/)).toBeVisible();
  });
});
