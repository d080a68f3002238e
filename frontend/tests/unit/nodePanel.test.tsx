import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderApp } from "@tests/support/render";
import { NO_USUAL } from "@tests/support/releases";
import { problem, server, url } from "@tests/support/server";
import type { App } from "@/types/entities";
import { appOf, BUNDLE, next, PAGE, serveStorefront } from "./releaseHarness";
import { sample, storefront } from "@tests/support/samples";

// A text is cut wherever it is long: in a sentence, in a fact, in a failure, in a name.

const CHECKOUT = `${BUNDLE}/app:checkout`;
const WHOLE = "long ".repeat(1_000);
const CUT = `${"long ".repeat(400).trimEnd()}… (5,000 characters)`;

serveStorefront();

/** The tree with `checkout` as it is told in short. */
function cutTree(texts: Partial<App>) {
  const tree = storefront();
  Object.assign(appOf(tree, 2, "checkout"), texts);
  return tree;
}

/** Which paths were asked for; `checkout` by itself, with its texts whole. */
function serveWhole(texts: Partial<App>): string[] {
  const asked: string[] = [];
  const read = { ...appOf(storefront(), 2, "checkout"), ...texts };
  server.use(
    http.get(url("/api/entities/:id"), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("path") ?? "");
      return HttpResponse.json(read);
    }),
  );
  return asked;
}

async function openCheckout() {
  renderApp(`${PAGE}?node=${encodeURIComponent(CHECKOUT)}`);
  return within(await screen.findByRole("complementary", { name: /^Details of/ }));
}

type Panel = Awaited<ReturnType<typeof openCheckout>>;

const more = (panel: Panel) => panel.findByRole("button", { name: "Show all 5,000 characters" });

/** With a last failure that is told by Temporal. */
function tried(last_failure: string): Partial<App> {
  const { execution } = appOf(storefront(), 2, "checkout");
  if (!execution?.retrying) throw new Error("It was not retried");
  return { execution: { ...execution, retrying: { ...execution.retrying, last_failure } } };
}

const FIELDS = [
  ["Message", { message: CUT }, { message: WHOLE }],
  ["Reason", { reason: CUT, status: "paused" }, { reason: WHOLE, status: "paused" }],
  ["State", { state: CUT }, { state: WHOLE }],
  ["Name", { name: CUT }, { name: WHOLE }],
  ["Wanted version", { version: CUT }, { version: WHOLE }],
  ["Version", { previous_version: CUT }, { previous_version: WHOLE }],
  ["Waiting for", { waiting_for: CUT }, { waiting_for: WHOLE }],
  ["Last failure", tried(CUT), tried(WHOLE)],
] as const satisfies readonly (readonly [string, Partial<App>, Partial<App>])[];

describe("a text that is too long for the tree", () => {
  it.each(FIELDS)("is shown whole on request: %s", async (name, cut, whole) => {
    next.answer = cutTree(cut);
    const asked = serveWhole(whole);
    const panel = await openCheckout();
    await userEvent.click(await more(panel));
    const box = await panel.findByRole("region", { name: `${name}, whole` });
    expect(box.textContent).toBe(WHOLE);
    expect(box).toHaveAttribute("tabindex", "0");
    expect(asked).toEqual([CHECKOUT]);
    const less = panel.getByRole("button", { name: "Show less" });
    expect(less).toHaveFocus();
    await userEvent.click(less);
    expect(await more(panel)).toBeVisible();
    expect(panel.queryByRole("region", { name: `${name}, whole` })).toBeNull();
  });

  it("stays open while the tree is read again and says the same, and is not read again", async () => {
    next.answer = cutTree({ message: CUT });
    const asked = serveWhole({ message: WHOLE });
    const panel = await openCheckout();
    await userEvent.click(await more(panel));
    await panel.findByRole("region", { name: "Message, whole" });
    next.answer = cutTree({ message: CUT, state: "STILL_AT_IT" });
    expect(await panel.findByText("STILL_AT_IT")).toBeVisible();
    expect(panel.getByRole("region", { name: "Message, whole" })).toBeVisible();
    expect(asked).toHaveLength(1);
  });

  it("is dropped when the node says something else", async () => {
    next.answer = cutTree({ message: CUT });
    serveWhole({ message: WHOLE });
    const panel = await openCheckout();
    await userEvent.click(await more(panel));
    await panel.findByRole("region", { name: "Message, whole" });
    next.answer = cutTree({ message: "All is well again." });
    expect(await panel.findByText("All is well again.")).toBeVisible();
    expect(panel.queryByRole("region", { name: "Message, whole" })).toBeNull();
  });

  it("says that it is being read, and why it could not be, and is asked for again", async () => {
    next.answer = cutTree({ message: CUT });
    const answer = Promise.withResolvers<Response>();
    server.use(http.get(url("/api/entities/:id"), () => answer.promise));
    const panel = await openCheckout();
    await userEvent.click(await more(panel));
    expect(await panel.findByText("Reading the rest…")).toBeVisible();
    answer.resolve(problem(503, "timed_out", { detail: "Temporal did not answer in time." }));
    expect(await panel.findByText(/could not be read.*did not answer in time/)).toBeVisible();
    expect(panel.getByText(CUT)).toBeVisible();
    serveWhole({ message: WHOLE });
    await userEvent.click(panel.getByRole("button", { name: "Try again" }));
    await waitFor(() =>
      expect(panel.getByRole("region", { name: "Message, whole" })).toBeVisible(),
    );
  });

  it("offers nothing where a text only ends like one that was cut", async () => {
    next.answer = cutTree({ message: "Too long… (many characters)" });
    const panel = await openCheckout();
    expect(await panel.findByText("Too long… (many characters)")).toBeVisible();
    expect(panel.queryByRole("button", { name: /^Show all/ })).toBeNull();
  });
});

it("says who approved what, and how that is known", async () => {
  const { waves } = storefront().release;
  const given = { path: waves[1]?.path ?? "", label: "Wave 2", at: "2026-11-24T11:48:00Z" };
  const told = { ...given, who: "A. Rossi", asked_at: "2026-11-24T11:45:00Z" };
  const signalled = { ...given, label: "Wave 1", at: "2026-11-24T11:37:00Z", signal: "approve" };
  next.answer = { ...storefront(), approvals: [told, signalled] };
  renderApp(`${PAGE}?node=${encodeURIComponent(given.path)}`);
  const panel = within(await screen.findByRole("complementary", { name: /^Details of/ }));
  const [first, second] = await panel.findAllByRole("listitem");
  expect(first).toHaveTextContent(
    /A\. Rossi approved wave 2.*after 3 min\. Told by the workflow\./,
  );
  expect(second).toHaveTextContent(
    /Wave 1 approved, not told by whom.*From the signal approve in the history\./,
  );
});

it("says of a wave that is to be approved since when, and how long that usually takes", async () => {
  next.answer = sample("demo: waiting-for-approval").tree;
  const approval = { least: 120, most: 360, releases: 9 };
  const waves = [0, 1, 2].map(() => ({ approval, is_slower: false }));
  server.use(
    http.get(url("/api/releases/:id/usual"), () => HttpResponse.json({ ...NO_USUAL, waves })),
  );
  const path = next.answer.release.waves[2]?.path ?? "";
  renderApp(`${PAGE}?node=${encodeURIComponent(path)}`);
  const panel = within(await screen.findByRole("complementary", { name: /^Details of/ }));
  expect(await panel.findByText("Usually given in 2 to 6 min, 9 releases")).toBeVisible();
  const strip = within(screen.getByRole("region", { name: "Waves" }));
  expect(strip.getByText(/^waiting/)).toHaveTextContent(
    /^waiting 2 h 51 min, usually given in 2 to 6 min$/,
  );
});

it("says what is usual for a wave", async () => {
  const usual = { least: 420, most: 600, releases: 9 };
  const waves = [{ is_slower: false }, { usual, is_slower: false }];
  server.use(
    http.get(url("/api/releases/:id/usual"), () => HttpResponse.json({ ...NO_USUAL, waves })),
  );
  const path = storefront().release.waves[1]?.path ?? "";
  renderApp(`${PAGE}?node=${encodeURIComponent(path)}`);
  const panel = within(await screen.findByRole("complementary", { name: /^Details of/ }));
  expect(await panel.findByText("7 to 10 min, 9 releases")).toBeVisible();
});

it("leads to the releases before and after", async () => {
  const before = { id: "release:storefront-1", version: "1", duration: 60 };
  const after = { id: "release:storefront-3", version: "3" };
  server.use(
    http.get(url("/api/releases/:id/usual"), () =>
      HttpResponse.json({ ...NO_USUAL, previous: before, next: after }),
    ),
  );
  renderApp(PAGE);
  const link = await screen.findByRole("link", { name: "Next, 3" });
  expect(link).toHaveAttribute("href", "/releases/release:storefront-3");
  expect(screen.getByRole("link", { name: "Previous, 1" }).parentElement).toHaveTextContent(
    "Previous, 1 took 1 min",
  );
});
