import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reloadOnce } from "@/services/build";
import { metaQuery } from "@/services/releaseService";
import { META } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";
import { storefront } from "@tests/support/samples";
import { PAGE, next, rows, serveStorefront, tree } from "./releaseHarness";

/**
 * A server is upgraded, or goes back, while pages are open: a page of the version before meets the new server, and a
 * page of the new version meets the old one. What is lost of the page's own files is told in the browser, by
 * `e2e/upgrade.spec.ts`.
 */
serveStorefront();

/** Gives every object a field that this page has never heard of. */
function addNews(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  Object.values(value).forEach(addNews);
  if (!Array.isArray(value)) Object.assign(value, { of_tomorrow: { told: ["by", 2] } });
}

function withNews<T>(value: T): T {
  const copy = structuredClone(value);
  addNews(copy);
  return copy;
}

describe("an old page and a new server", () => {
  it("shows what it knows of an answer that has more", async () => {
    next.answer = withNews(storefront());
    server.use(http.get(url("/api/meta"), () => HttpResponse.json(withNews(META))));
    renderApp(PAGE);
    expect(await screen.findByText("2 of 240 apps failed in wave 2.")).toBeVisible();
    await tree();
    expect(rows().length).toBeGreaterThan(5);
  });

  it("says once that there is another version, and goes on", async () => {
    const { client } = renderApp(PAGE);
    expect(await screen.findByText("2 of 240 apps failed in wave 2.")).toBeVisible();
    await waitFor(() => expect(client.getQueryData(metaQuery.queryKey)).toBeDefined());
    const said = "Releasewatch 99.0.0 is running now. Reload the page to use it.";
    const answers = ["99.0.0", META.version, "99.0.0"];
    let told = META.version;
    server.use(http.get(url("/api/meta"), () => HttpResponse.json({ ...META, version: told })));
    const times: number[] = [];
    for (told of answers) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await client.refetchQueries({ queryKey: metaQuery.queryKey });
      times.push(screen.queryAllByText(said).length);
    }
    expect(times).toEqual([1, 1, 1]);
    expect(screen.getByRole("button", { name: "Reload" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Close the notice" }));
    await client.refetchQueries({ queryKey: metaQuery.queryKey });
    expect(screen.queryByText(said)).toBeNull();
    expect(screen.getByText("2 of 240 apps failed in wave 2.")).toBeVisible();
  });
});

describe("a new page and an old server", () => {
  it("does without the routes that it does not have", async () => {
    const missing = ["/api/releases/:id/hierarchy/changes", "/api/releases/:id/usual"];
    server.use(...missing.map((path) => http.get(url(path), () => problem(404, "not_found"))));
    renderApp(PAGE);
    expect(await screen.findByText("2 of 240 apps failed in wave 2.")).toBeVisible();
    next.answer = { ...storefront(), verdict: { ...storefront().verdict, headline: "Later." } };
    expect(await screen.findByText("Later.")).toBeVisible();
  });

  it.each(["/versions"])("says in words that it has no %s", async (page) => {
    server.use(http.get(url(`/api${page}`), () => problem(404, "not_found", { detail: "No." })));
    renderApp(page);
    expect(await screen.findByText(/No\./)).toBeVisible();
    expect(screen.queryByText("The fault is in the dashboard")).toBeNull();
  });
});

describe("files under other names", () => {
  const reload = vi.fn<() => void>();

  beforeEach(() => {
    sessionStorage.clear();
    vi.stubGlobal("location", { reload });
    document.head.innerHTML = '<script type="module" src="/assets/index-of-today.js"></script>';
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    document.head.innerHTML = "";
    sessionStorage.clear();
  });

  it("reload the page once, and again only for the next version", () => {
    expect([reloadOnce(), reloadOnce(), reloadOnce()]).toEqual([true, false, false]);
    document.head.innerHTML = '<script type="module" src="/assets/index-of-tomorrow.js"></script>';
    expect([reloadOnce(), reloadOnce()]).toEqual([true, false]);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
