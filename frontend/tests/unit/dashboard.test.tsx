import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { statusTokens } from "@/theme/statusTokens";
import type { ReleasePage } from "@/types/entities";
import { NOW, releasePage, releaseSummary, unreadSummary } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";

const asked: URLSearchParams[] = [];

function answer(body: Partial<ReleasePage> = {}) {
  server.use(
    http.get(url("/api/releases"), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(releasePage(body), { headers: { etag: '"v1"' } });
    }),
  );
}

beforeEach(() => {
  asked.length = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

async function rowOf(name: string): Promise<HTMLElement> {
  const link = await screen.findByRole("link", { name });
  const row = link.closest<HTMLElement>("[role=row]");
  if (!row) throw new Error(`no row for ${name}`);
  return row;
}

describe("the list", () => {
  it("shows what needs a person first, each row with its word, count, wave and reason", async () => {
    answer();
    renderApp();
    const row = await rowOf("Storefront 2026.48.2");
    expect(row).toHaveTextContent("Failing");
    expect(row).toHaveTextContent("39 / 240");
    expect(row).toHaveTextContent("2 of 5");
    expect(row).toHaveTextContent("2 failed, 1 stuckcheckout in eu-west-1b: ImagePullBackOff");
    expect(row).toHaveTextContent("11:3826 min3 s ago");
    const groups = screen.getAllByRole("rowgroup").map((group) => group.getAttribute("aria-label"));
    expect(groups).toEqual([null, "Needs attention", "In progress and queued", "Finished"]);
    expect(within(row).getByRole("link")).toHaveAttribute(
      "href",
      "/releases/release:storefront-2026.48.2",
    );
  });

  it("sums up, in the page and in the title of the tab", async () => {
    answer();
    renderApp();
    await rowOf("Storefront 2026.48.2");
    expect(screen.getByText("1 failing").closest("p")).toHaveTextContent(
      "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress.",
    );
    expect(document.title).toBe("1 failing, 1 stuck, 1 unknown, 1 needs approval · Releases");
  });

  it("is calm about what it has not read only so far", async () => {
    answer({ groups: { open: 8 }, attention: {}, complete: false });
    const { client } = renderApp();
    expect(await screen.findByText(/^Nothing needs attention/)).toHaveTextContent(
      "Nothing needs attention so far. 2 in progress.",
    );
    answer({ groups: { open: 8 }, attention: {} });
    await act(() => client.refetchQueries());
    expect(await screen.findByText(/^Nothing needs attention/)).toHaveTextContent(
      "Nothing needs attention. 2 in progress.",
    );
  });

  it("is live for as long as its reads find nothing new, and shows the same rows", async () => {
    answer();
    const { client } = renderApp();
    const row = await rowOf("Search 41.3");
    const pill = screen.getByRole("group", { name: "Freshness" });
    expect(pill).toHaveTextContent("read 1 s ago");
    vi.setSystemTime(NOW + 60_000);
    server.use(
      http.get(url("/api/releases"), () => {
        const headers = { "x-read-at": new Date(NOW + 59_000).toISOString() };
        return new HttpResponse(null, { status: 304, headers });
      }),
    );
    await act(() => client.refetchQueries());
    await waitFor(() => expect(pill).toHaveTextContent("Live · read 1 s ago"));
    expect(await rowOf("Search 41.3")).toBe(row);
  });

  it("does not pretend to know a tree that was not read", async () => {
    const fresh = unreadSummary({ name: "Fresh", version: "1" });
    const old = unreadSummary({
      name: "Old",
      version: "1",
      status: "succeeded",
      ended: "2026-11-20T10:00:00Z",
    });
    answer({ items: [fresh, old], total: 2, groups: { open: 1, closed: 1 } });
    renderApp();
    expect(await rowOf("Fresh 1")).toHaveTextContent("ReadingTree not read yet");
    const row = await rowOf("Old 1");
    expect(row).toHaveTextContent("Not read yetTree not read yet");
    expect(row).not.toHaveTextContent(/\d \/ \d|–/);
    expect(row.querySelector("[data-status=succeeded]")).toBeNull();
  });

  it("shows a release that nobody read yet calmly, and fills its row in", async () => {
    const known = releaseSummary({ name: "Fresh", version: "1", counts: { succeeded: 3 } });
    const unread = unreadSummary({ name: "Fresh", version: "1", status: "unknown" });
    answer({ items: [unread], total: 1, groups: { open: 1 } });
    const { client } = renderApp();
    const row = await rowOf("Fresh 1");
    expect(row).toHaveTextContent("ReadingTree not read yet");
    expect(row).not.toHaveTextContent("Unknown");
    answer({ items: [known], total: 1, groups: { open: 1 } });
    await act(() => client.refetchQueries());
    await waitFor(() => expect(row).toHaveTextContent("3 / 3"));
  });

  it("lets the icon of the tab say what its title says", async () => {
    const icon = document.head.appendChild(document.createElement("link"));
    icon.rel = "icon";
    answer();
    renderApp();
    await rowOf("Search 41.3");
    expect(decodeURIComponent(icon.href)).toContain(statusTokens.failed.dark.icon);
    icon.remove();
  });

  it("keeps its rows, in place, while it reads again", async () => {
    answer();
    const { client } = renderApp();
    const row = await rowOf("Search 41.3");
    answer({ read_at: new Date(NOW + 2000).toISOString() });
    await act(() => client.refetchQueries());
    expect(await rowOf("Search 41.3")).toBe(row);
  });
});

it("says what is usual only of what takes longer", async () => {
  const usual = { least: 1860, most: 2640, releases: 7 };
  const began = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
  const slow = releaseSummary({ name: "Edge", version: "1", began: began(72), usual });
  const quick = releaseSummary({ name: "Search", version: "1", began: began(44), usual });
  const ended = "2026-11-24T09:49:00Z";
  const late = releaseSummary({
    name: "Old",
    version: "1",
    began: "2026-11-24T09:00:00Z",
    ended,
    usual,
  });
  answer({ items: [slow, quick, late], total: 3, groups: { open: 2, closed: 1 } });
  renderApp();
  expect(await rowOf("Edge 1")).toHaveTextContent("1 h 12 min usually 31 to 44 min");
  expect(await rowOf("Old 1")).toHaveTextContent("49 min usually 31 to 44 min");
  expect(await rowOf("Search 1")).not.toHaveTextContent("usually");
});

it("marks two rows, and leads to their comparison with the earlier one first", async () => {
  answer();
  renderApp();
  await rowOf("Storefront 2026.48.2");
  await userEvent.keyboard("jm");
  const bar = screen.getByRole("region", { name: "To compare" });
  expect(bar).toHaveTextContent("Storefront 2026.48.2 with … Mark another release.");
  const row = await rowOf("Storefront 2026.48.1");
  await userEvent.click(within(row).getByRole("button", { name: "Compare Storefront 2026.48.1" }));
  expect(within(bar).getByRole("link", { name: "Compare" })).toHaveAttribute(
    "href",
    "/compare?a=release%3Astorefront-2026.48.1&b=release%3Astorefront-2026.48.2",
  );
  await userEvent.keyboard("jm");
  expect(bar).toHaveTextContent(/^Storefront 2026.48.1 with (?!Storefront 2026.48.2)/);
  await userEvent.keyboard("{Escape}");
  expect(bar).not.toBeInTheDocument();
});

describe("filters", () => {
  it("live in the address, several joined by or", async () => {
    answer();
    renderApp();
    await userEvent.click(await screen.findByRole("button", { name: "Failed 4" }));
    await userEvent.click(await screen.findByRole("button", { name: "Unknown 1" }));
    expect(screen.getByTestId("address")).toHaveTextContent("/?status=failed&status=unknown");
    await waitFor(() => expect(asked.at(-1)?.getAll("status")).toEqual(["failed", "unknown"]));
    expect(screen.getByRole("button", { name: "Failed 4" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await userEvent.click(screen.getByRole("button", { name: "All 143" }));
    expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/);
  });

  it("searches when the typing pauses; the slash goes there, Escape clears", async () => {
    answer();
    renderApp("/?page=3");
    await rowOf("Search 41.3");
    await userEvent.keyboard("/");
    const field = screen.getByRole("searchbox");
    expect(field).toHaveFocus();
    await userEvent.keyboard("pay/");
    await waitFor(() => expect(asked.at(-1)?.get("q")).toBe("pay/"));
    expect(asked.at(-1)?.get("page")).toBe("1");
    expect(screen.getByTestId("address")).toHaveTextContent("/?q=pay%2F");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/));
  });

  it("say what hides everything, and how to get it back", async () => {
    answer({ items: [], total: 0, groups: {} });
    renderApp("/?q=pyments&status=failed");
    expect(await screen.findByText("No release under “Failed” matches “pyments”")).toBeVisible();
    expect(screen.getByText("143 releases are hidden by the filter.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Clear filter/ }));
    expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/);
  });
});

describe("paging", () => {
  it("says where it is and goes on, from the top", async () => {
    answer();
    const scrolled = vi.spyOn(window, "scrollTo");
    renderApp();
    expect(await screen.findByText("Rows 1–12 of 143")).toBeVisible();
    // Disabled buttons would lose the focus to nothing.
    const previous = screen.getByRole("button", { name: "Previous" });
    expect(previous).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(previous);
    expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/);
    scrolled.mockClear();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    expect(scrolled).toHaveBeenCalledExactlyOnceWith(0, 0);
    expect(screen.getByTestId("address")).toHaveTextContent("/?page=2");
    await waitFor(() => expect(asked.at(-1)?.get("page")).toBe("2"));
  });

  it("leads back from a page that no longer exists", async () => {
    answer({ items: [], page: 99 });
    renderApp("/?page=99");
    await userEvent.click(await screen.findByRole("button", { name: "First page" }));
    expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/);
  });
});

describe("keys", () => {
  it("walk the rows", async () => {
    answer();
    renderApp();
    await rowOf("Storefront 2026.48.2");
    await userEvent.keyboard("j");
    expect(screen.getByRole("link", { name: "Storefront 2026.48.2" })).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}");
    expect(screen.getByRole("link", { name: "Edge gateway 3.2.0" })).toHaveFocus();
    await userEvent.keyboard("{End}");
    expect(screen.getByRole("link", { name: "Identity 12.0.3" })).toHaveFocus();
    await userEvent.keyboard("k{Home}");
    expect(screen.getByRole("link", { name: "Storefront 2026.48.2" })).toHaveFocus();
  });
});

it("opens the focused release in Temporal, and copies its id", async () => {
  answer();
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const user = userEvent.setup();
  renderApp();
  await rowOf("Storefront 2026.48.2");
  await screen.findByText("prod");
  await user.keyboard("jo");
  expect(open).toHaveBeenCalledWith(
    expect.stringMatching(/\/namespaces\/prod\/workflows\/release%3Astorefront-2026\.48\.2\/.+/),
    "_blank",
    "noopener",
  );
  await user.keyboard("c");
  expect(await navigator.clipboard.readText()).toBe("release:storefront-2026.48.2");
});

describe("states", () => {
  it("draws the shape of the list while it reads for the first time", async () => {
    server.use(http.get(url("/api/releases"), () => new Promise<never>(() => undefined)));
    renderApp();
    expect(await screen.findByLabelText("Reading releases")).toHaveAttribute("aria-busy", "true");
    expect(screen.getByRole("button", { name: "All" })).toBeVisible();
  });

  it("explains how a release appears when there is none", async () => {
    answer({ items: [], total: 0, facets: {}, groups: {} });
    renderApp();
    expect(await screen.findByRole("heading", { name: "No releases yet" })).toBeVisible();
    expect(await screen.findByText("prod", { selector: "strong" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy" })).toBeVisible();
  });

  it("says what went wrong when there is nothing to keep, and tries again on request", async () => {
    server.use(http.get(url("/api/releases"), () => problem(503, "namespace_not_found")));
    renderApp();
    expect(await screen.findByText("The releases could not be read")).toBeVisible();
    expect(
      screen.getByText(/The server answered 503: What namespace_not_found means/),
    ).toBeVisible();
    expect(screen.getByRole("button", { name: "Request id 7f3a91c2" })).toBeVisible();
    answer();
    await userEvent.click(screen.getByRole("button", { name: "Retry now" }));
    expect(await rowOf("Storefront 2026.48.2")).toBeVisible();
  });

  it("keeps a page that breaks from taking the shell with it", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    server.use(
      http.get(url("/api/releases"), () => HttpResponse.json({ ...releasePage(), groups: null })),
    );
    renderApp();
    expect(await screen.findByText("This page broke")).toBeVisible();
    expect(screen.getByRole("link", { name: "Legend" })).toBeVisible();
  });
});

it("exports the rows on screen", async () => {
  answer();
  const created = vi.fn<(blob: Blob) => string>(() => "blob:x");
  vi.stubGlobal(
    "URL",
    Object.assign(URL, { createObjectURL: created, revokeObjectURL: () => undefined }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  renderApp();
  await rowOf("Storefront 2026.48.2");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: "These rows as CSV" }));
  const text = await created.mock.calls[0]?.[0].text();
  expect(text).toContain("release:storefront-2026.48.2,Storefront,2026.48.2,Failing,39,240");
});
