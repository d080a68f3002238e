import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { META } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";
import { NOW } from "@tests/support/samples";
import {
  activeRow,
  address,
  BUNDLE,
  next,
  PAGE,
  row,
  rowNames,
  rows,
  tree,
  serveStorefront,
} from "./releaseHarness";
import { sample, storefront } from "@tests/support/samples";

const CHECKOUT = `${BUNDLE}/app:checkout`;

serveStorefront();

describe("the release page", () => {
  it("says first how the release is doing, in the page and in its title", async () => {
    renderApp(PAGE);
    expect(await screen.findByText("2 of 240 apps failed in wave 2.")).toBeVisible();
    expect(screen.getByText("Wave 3 is held until they recover.")).toBeVisible();
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Storefront 2026.48.2");
    await waitFor(() => expect(document.title).toBe("Failing, 2 of 240: Storefront 2026.48.2"));
  });

  it("finds the current wave and says why the others wait", async () => {
    renderApp(PAGE);
    const waves = within(await screen.findByRole("region", { name: "Waves" })).getAllByRole(
      "button",
    );
    expect(waves.map((wave) => wave.textContent)).toEqual([
      "Wave 1, Succeeded, 12/12Canary, done in 9 min",
      "Wave 2, Failing, Early EuropeCurrent27/362 failed · 1 stuck · 4 in progress · 2 not started15 min",
      "Wave 3, Not started, 0/48Europe, held by wave 2",
      "Wave 4, Not started, 0/72Americas, after wave 3",
      "Wave 5, Not started, 0/72Asia Pacific, after wave 4",
    ]);
    // Counts are apart for who hears them, too.
    expect(waves[1]).toHaveAccessibleName(/2 failed ?· 1 stuck ?· 4 in progress/);
    expect(screen.getByText("Current")).toBeVisible();
  });

  it("lists the problems with cause, attempt, age and the run in Temporal", async () => {
    renderApp(PAGE);
    const problems = within(await screen.findByRole("region", { name: "Problems" }));
    expect(problems.getAllByRole("listitem")).toHaveLength(3);
    expect(problems.getByText(/ImagePullBackOff/)).toBeVisible();
    expect(problems.getByText("3 of 3")).toBeVisible();
    expect(await problems.findByRole("link", { name: /checkout in Temporal/ })).toHaveAttribute(
      "href",
      expect.stringMatching(/\/namespaces\/prod\/workflows\/app%3Acheckout\/run-\d+$/),
    );
  });

  it("opens on the current wave and the way to the problems", async () => {
    renderApp(PAGE);
    expect(await row(/^Wave 2/)).toHaveAttribute("aria-expanded", "true");
    expect(await row(/^Wave 1/)).toHaveAttribute("aria-expanded", "false");
    expect(await row(/^cluster eu-central-1a/)).toHaveAttribute("aria-expanded", "true");
    expect(await row(/^cluster eu-west-1a/)).toHaveAttribute("aria-expanded", "false");
  });

  it("tells each row's name, status, level and place", async () => {
    renderApp(PAGE);
    const app = await row(/^app fraud-scoring/);
    expect(app).toHaveAccessibleName("app fraud-scoring, stuck, 15 min");
    expect(app).toHaveAttribute("aria-level", "3");
    expect(app).toHaveAttribute("aria-posinset", "11");
    expect(app).toHaveAttribute("aria-setsize", "12");
  });

  it("keeps far fewer rows in the document than the tree has", async () => {
    renderApp(PAGE);
    const user = userEvent.setup({ delay: null });
    (await tree()).focus();
    await user.keyboard("{Home}*");
    await waitFor(() => expect(rows().length).toBeGreaterThan(20));
    expect(rows().length).toBeLessThanOrEqual(60);
  });
});

describe("a problem of the release itself", () => {
  it("has no row to go to, and nothing offers it", async () => {
    next.answer = sample("terminated").tree;
    renderApp(PAGE);
    const problems = within(await screen.findByRole("region", { name: "Problems" }));
    expect(problems.getAllByRole("listitem")).toHaveLength(1);
    expect(problems.getByRole("listitem")).toHaveTextContent(/Terminated .* ago/);
    expect(problems.queryByRole("button", { name: /next problem/ })).toBeNull();
    await userEvent.setup({ delay: null }).keyboard("n");
    expect(await screen.findByText(/^The problem is the release's own/)).toBeVisible();
  });
});

describe("the node panel", () => {
  it("opens from a pasted address, and the tree opens to it", async () => {
    sessionStorage.setItem("releasewatch.open.release:storefront-2026.48.2", "[]");
    renderApp(`${PAGE}?node=${encodeURIComponent(CHECKOUT)}`);
    const panel = within(await screen.findByRole("complementary", { name: "Details of checkout" }));
    expect(panel.getByText("IMAGE_PULL_FAILED")).toBeVisible();
    expect(panel.getByText("DeployApp")).toBeVisible();
    expect(panel.getByText(/registry\.acme\.dev/)).toBeVisible();
    expect(panel.getByRole("link", { name: /Logs/ })).toHaveAttribute(
      "href",
      "https://logs.example.com/checkout",
    );
    const parents = panel.getAllByRole("listitem").map((item) => item.textContent);
    expect(parents).toEqual([
      "storefront-corebundle2 failed of 12",
      "eu-west-1bcluster2 failed of 12",
      "Wave 2Early Europe2 failed of 36",
      "Storefrontrelease2 failed of 240",
    ]);
    await waitFor(async () => expect((await activeRow()).dataset["path"]).toBe(CHECKOUT));
    expect(await activeRow()).toHaveAttribute("aria-selected", "true");
  });

  it("switches between a cluster's workflow and its bundle's", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await user.click(await row(/^cluster eu-west-1b/));
    const panel = within(await screen.findByRole("complementary"));
    expect(panel.getByText("DEPLOYING")).toBeVisible();
    // What failed is told by the app below; the cluster has only a sentence of its own.
    expect(panel.queryByText("Last failure")).toBeNull();
    expect(panel.getByText("First failure, of 2")).toBeVisible();
    expect(panel.getByText("DeployCluster")).toBeVisible();
    await user.click(panel.getByRole("button", { name: "Bundle storefront-core" }));
    expect(await panel.findByText("DeployBundle")).toBeVisible();
    expect(address()).toContain(`node=${BUNDLE}`);
    expect(await row(/^cluster eu-west-1b/)).toHaveAttribute("aria-selected", "true");
  });

  it("says who answers for a part without a run of its own", async () => {
    renderApp(`${PAGE}?node=${encodeURIComponent(`${BUNDLE}/app:notifications`)}`);
    const panel = within(await screen.findByRole("complementary"));
    expect(panel.getByText("bundle storefront-core, no run of its own")).toBeVisible();
    expect(panel.getByText("ledger-api")).toBeVisible();
  });

  it("says so when the address names what is not there", async () => {
    renderApp(`${PAGE}?node=release:storefront-2026.48.2/wave:gone`);
    expect(await screen.findByText(/a part that this release does not have/)).toBeVisible();
  });

  it("shows a wave's counts and its first failure, one click from the app", async () => {
    const user = userEvent.setup({ delay: null });
    renderApp(PAGE);
    await user.click(await row(/^Wave 2/));
    const panel = within(await screen.findByRole("complementary", { name: "Details of Wave 2" }));
    expect(panel.getByText("First failure, of 3")).toBeVisible();
    await user.click(panel.getByRole("button", { name: /^checkout failed/ }));
    expect(await screen.findByRole("complementary", { name: "Details of checkout" })).toBeVisible();
  });
});

describe("what is not known", () => {
  it("keeps the last tree in grey when Temporal stops answering, and nothing stays green", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW });
    renderApp(PAGE);
    await tree();
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), () =>
        problem(503, "temporal_unreachable", { title: "Temporal unreachable" }),
      ),
    );
    await vi.advanceTimersByTimeAsync(9000);
    expect(await screen.findByText("Temporal does not answer.")).toBeVisible();
    expect(
      screen.getByText(/^Last known at 12:04:3\d: failing\. 2 of 240 apps failed in wave 2\.$/),
    ).toBeVisible();
    expect(await row(/^Wave 1, Canary, Had succeeded/)).toBeVisible();
    const icons = [
      ...document.querySelectorAll(
        ".tree .status-icon, .waves .status-icon, .problems .status-icon",
      ),
    ];
    expect(icons.length).toBeGreaterThan(10);
    expect(icons.every((icon) => icon.hasAttribute("data-muted"))).toBe(true);
    expect(document.title).toMatch(/^Unknown:/);
  });

  it("says what could not be read and why, and shows it on request", async () => {
    const user = userEvent.setup({ delay: null });
    next.answer = sample("unread for several reasons").tree;
    renderApp(PAGE);
    expect(
      await screen.findByText(
        /4 of 4 apps cannot be read: No worker polls queue apps, and 1 other/,
      ),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show the 4" }));
    await waitFor(() => expect(rowNames()).toHaveLength(6));
  });

  it("counts a first read that is still going on", async () => {
    next.answer.complete = false;
    next.answer.progress = { read: 412, known: 1000 };
    renderApp(PAGE);
    expect(await screen.findByText(/412 of about 1,000 read\. What is not read yet/)).toBeVisible();
  });
});

describe("no tree at all", () => {
  it("says that no release has the id, and what may have been meant", async () => {
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), () => problem(404, "release_not_found")),
      http.get(url("/api/releases"), ({ request }) => {
        expect(new URL(request.url).searchParams.get("q")).toBe("storefront");
        const { waves: _waves, ...release } = storefront().release;
        const page = {
          items: [{ ...release, waves: [] }],
          total: 1,
          page: 1,
          page_size: 20,
          facets: {},
        };
        return HttpResponse.json({
          ...page,
          groups: {},
          read_at: new Date(NOW).toISOString(),
          complete: true,
        });
      }),
    );
    renderApp("/releases/release:storefront-2026.48.9");
    expect(await screen.findByRole("heading", { name: "No release has this id" })).toBeVisible();
    // That there is none is an answer too, and the page goes on looking.
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent("Live");
    expect(screen.getByText("release:storefront-2026.48.9")).toBeVisible();
    expect(await screen.findByRole("link", { name: /Storefront 2026\.48\.2/ })).toHaveAttribute(
      "href",
      PAGE,
    );
  });

  it("says what the server answered, and tries again on request", async () => {
    const user = userEvent.setup({ delay: null });
    server.use(
      http.get(url("/api/meta"), () => HttpResponse.json({ ...META, poll_interval: 60 })),
      http.get(
        url("/api/releases/:id/hierarchy"),
        () => problem(503, "no_worker", { detail: "No worker polls." }),
        { once: true },
      ),
    );
    renderApp(PAGE);
    expect(await screen.findByText(/The server answered 503: No worker polls\./)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Retry now" }));
    expect(await tree()).toBeVisible();
  });

  it("shows the page's shape while it waits", async () => {
    server.use(http.get(url("/api/releases/:id/hierarchy"), () => new Promise(() => undefined)));
    renderApp(PAGE);
    expect(await screen.findByText("Reading the release")).toBeInTheDocument();
  });

  it("says so when a release has nothing below it yet", async () => {
    next.answer.release.waves = [];
    renderApp(PAGE);
    expect(await screen.findByText("This release has not named any waves yet.")).toBeVisible();
  });
});
