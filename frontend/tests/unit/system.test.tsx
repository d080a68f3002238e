import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setPaused } from "@/hooks/live";
import { sessionState } from "@/services/session";
import type { System } from "@/types/entities";
import { pass, setHidden } from "@tests/support/passing";
import { NOW } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";
import { systemAnswer, unreachable, withQueues } from "@tests/support/system";

let asked = 0;
let answer: () => Response | Promise<Response>;

function answerWith(system: System) {
  answer = () => HttpResponse.json({ ...system, read_at: new Date(Date.now()).toISOString() });
}

function signedInAs(role: "admin" | "viewer") {
  server.use(
    http.get(url("/api/auth/me"), () => HttpResponse.json({ username: "m.kowalska", role })),
  );
}

beforeEach(() => {
  asked = 0;
  answerWith(systemAnswer());
  signedInAs("admin");
  server.use(
    http.get(url("/api/system"), () => {
      asked += 1;
      return answer();
    }),
  );
});

const card = (name: string) => screen.findByRole("region", { name });
const verdict = () => document.querySelector(".verdict");

describe("the way there", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  });

  it("is a link in the bar for an administrator", async () => {
    renderApp("/legend");
    await userEvent.click(await screen.findByRole("link", { name: "System" }));
    expect(await card("Temporal")).toBeVisible();
    expect(screen.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
    expect(screen.getByRole("link", { name: "System" })).toHaveAttribute("aria-current", "page");
    expect(document.title).toBe("System · Releasewatch");
  });

  it("is in the menu of a phone too", async () => {
    renderApp("/legend");
    await screen.findByRole("link", { name: "System" });
    await userEvent.click(await screen.findByRole("button", { name: /Menu$/ }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "System" }));
    expect(await card("Temporal")).toBeVisible();
  });

  it("does not exist for a viewer", async () => {
    signedInAs("viewer");
    renderApp("/legend");
    await userEvent.click(await screen.findByRole("button", { name: /^MK/ }));
    await screen.findByRole("menuitem", { name: "Legend" });
    expect(screen.queryByRole("link", { name: "System" })).toBeNull();
    expect(screen.queryByRole("menuitem", { name: "System" })).toBeNull();
  });

  it("tells a viewer who took it who may, what to do, and where to go", async () => {
    signedInAs("viewer");
    renderApp("/system");
    expect(
      await screen.findByRole("heading", { name: "Only administrators see this page" }),
    ).toBeVisible();
    expect(
      screen.getByText("releasewatch user add m.kowalska --role admin --replace"),
    ).toBeVisible();
    expect(screen.getByRole("link", { name: "All releases" })).toHaveAttribute("href", "/");
    expect(document.title).toBe("Not allowed · Releasewatch");
    expect(screen.queryByRole("group", { name: "Freshness" })).toBeNull();
    expect(asked).toBe(0);
  });

  it("believes the server when it refuses all the same", async () => {
    answer = () => problem(403, "not_allowed");
    renderApp("/system");
    expect(
      await screen.findByRole("heading", { name: "Only administrators see this page" }),
    ).toBeVisible();
  });
});

describe("the cards", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  });

  it("tell of the connection", async () => {
    renderApp("/system");
    const text = await card("Temporal");
    expect(text).toHaveTextContent("Connected");
    expect(text).toHaveTextContent("temporal.example.com:7233");
    expect(text).toHaveTextContent("1.29.1");
    expect(text).toHaveTextContent("Closed, calls go through");
    expect(text).toHaveTextContent("Never since the start");
    expect(verdict()).toHaveTextContent("WorkingTemporal answers. All task queues have a worker.");
    expect(screen.getByText(/^Releasewatch/, { selector: "p" })).toHaveTextContent(
      "Releasewatch 0.1.0, started 08:52 UTC, up 3 h 12 min. Numbers count since then.",
    );
  });

  it("say what is wrong with it, and since when", async () => {
    answerWith(unreachable());
    renderApp("/system");
    const text = await card("Temporal");
    expect(text).toHaveTextContent("Unreachable");
    expect(text).toHaveTextContent("VersionNot known");
    expect(text).toHaveTextContent("Open, calls fail immediately");
    expect(text).toHaveTextContent("Lost since12:03:30");
    expect(text).toHaveTextContent("1,234 calls");
    expect(within(text).getByText("temporal_unreachable")).toBeVisible();
    expect(document.title).toBe("Unreachable · System");
    expect(verdict()).toHaveTextContent(
      "UnreachableReleases cannot be read. There is no connection",
    );
    // Releasewatch itself answers: nothing about it is old.
    expect(await screen.findByRole("group", { name: "Freshness" })).toHaveTextContent("Live");
  });

  it("name in words each task queue without a worker, and each not asked about", async () => {
    answerWith(withQueues(true, false, undefined));
    renderApp("/system");
    const table = within(await card("Workers")).getByRole("table", {
      name: "Whether workers poll each task queue",
    });
    const rows = within(table)
      .getAllByRole("row")
      .map(({ textContent }) => textContent);
    expect(rows).toEqual([
      "Task queueWorkersLast poll",
      "queue-1Polled–",
      "queue-2No worker–",
      "queue-3Not known–",
    ]);
    expect(within(table).getByRole("rowheader", { name: "queue-2" })).toBeVisible();
    expect(verdict()).toHaveTextContent("1 of 3 task queues has no worker.");
  });

  it("say so where no task queue was seen", async () => {
    answerWith(withQueues());
    renderApp("/system");
    expect(await card("Workers")).toHaveTextContent("No task queue seen yet.");
  });

  it("measure the budget, and say how many wait once it is spent", async () => {
    answerWith(
      systemAnswer({
        other_budget: { per_second: 500, burst: 7500, available: -12 },
        concurrency: { under_way: 5, limit: 8.5, most: 64 },
      }),
    );
    renderApp("/system");
    const text = await card("Temporal call budget");
    const queries = within(text).getByRole("meter", { name: "Queries, which need workers" });
    expect(queries).toHaveAttribute("aria-valuetext", "1,488 of 1,500 left");
    expect(queries).toHaveAttribute("aria-valuenow", "1488.4");
    const others = within(text).getByRole("meter", { name: "Other calls" });
    expect(others).toHaveAttribute("aria-valuetext", "12 waiting");
    expect(others).toHaveAttribute("aria-valuenow", "0");
    expect(within(text).getByRole("meter", { name: "At once" })).toHaveAttribute(
      "aria-valuetext",
      "5 of 8 under way",
    );
    expect(text).toHaveTextContent("64 at most; lowered for now, because Temporal reported");
  });

  it("count cached answers, shared reads and sign-ins", async () => {
    renderApp("/system");
    const kept = await card("Answer cache");
    expect(kept).toHaveTextContent("Answers312 of 50,000");
    expect(kept).toHaveTextContent("Memory2.41 MB of 256 MB");
    expect(kept).toHaveTextContent("Queries saved1,204");
    const rows = within(await card("Shared reads")).getAllByRole("row");
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      "WhatRequestsReadsSaved",
      "Lists401075 %",
      "Trees3233 %",
      "Single entities00–",
    ]);
    expect(await card("Sign-in throttle")).toHaveTextContent(
      "Refused7 attempts since the startFailing2 pairs",
    );
  });
});

describe("what is not known", () => {
  it("keeps the page's shape while it reads for the first time", async () => {
    answer = () => new Promise<never>(() => undefined);
    renderApp("/system");
    expect(await screen.findByText("Reading the state of the server")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  });

  it("says why there is nothing, and tries again on request", async () => {
    answer = () => problem(503, "users_unavailable");
    renderApp("/system");
    expect(await screen.findByText("The state of the server could not be read")).toBeVisible();
    expect(screen.getByText(/answered 503: What users_unavailable means/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Request id 7f3a91c2" })).toBeVisible();
    answerWith(systemAnswer());
    await userEvent.click(screen.getByRole("button", { name: "Retry now" }));
    expect(await card("Temporal")).toHaveTextContent("Connected");
  });

  it("says so too where not even the role is known", async () => {
    server.use(http.get(url("/api/auth/me"), () => problem(503, "users_unavailable")));
    renderApp("/system");
    await userEvent.click(await screen.findByRole("button", { name: "Retry now" }));
    signedInAs("admin");
    await userEvent.click(await screen.findByRole("button", { name: "Retry now" }));
    expect(await card("Temporal")).toHaveTextContent("Connected");
  });
});

describe("over time", () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
      now: NOW,
    });
  });

  it("asks calmly, not while hidden, and not while paused", async () => {
    renderApp("/system");
    await pass(2);
    const before = asked;
    await pass(20);
    expect(asked - before).toBeGreaterThanOrEqual(3);
    expect(asked - before).toBeLessThanOrEqual(5);
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent("Live");
    setHidden(true);
    const hidden = asked;
    await pass(12);
    expect(asked).toBe(hidden);
    setHidden(false);
    await pass(1);
    expect(asked).toBeGreaterThan(hidden);
    act(() => setPaused(true));
    const paused = asked;
    await pass(12);
    expect(asked).toBe(paused);
    expect(screen.getByRole("group", { name: "Freshness" })).toHaveTextContent("Paused at");
  });

  it("keeps the last numbers in grey while the server is gone, and comes back", async () => {
    renderApp("/system");
    await pass(2);
    answer = () => HttpResponse.error();
    await pass(16);
    expect(screen.getByText(/^Releasewatch unreachable for \d+ s\.$/)).toBeVisible();
    expect(verdict()).toHaveTextContent("UnknownNothing is confirmed since 12:04:3");
    expect(screen.getByRole("region", { name: "Answer cache" })).toHaveTextContent("312 of 50,000");
    expect(screen.getAllByText("Was polled")).toHaveLength(2);
    expect(screen.getByText("Was connected")).toBeVisible();
    expect(screen.queryByText("Connected")).toBeNull();
    const coloured = document.querySelectorAll(".system .status-badge:not([data-muted])");
    expect([...coloured].map(({ textContent }) => textContent)).toEqual(["Unknown"]);
    answerWith(systemAnswer());
    act(() => screen.getByRole("button", { name: "Retry now" }).click());
    await pass(1);
    expect(verdict()).toHaveTextContent("Working");
  });

  it("stops with the session", async () => {
    server.use(http.post(url("/api/auth/refresh"), () => problem(401, "not_authenticated")));
    renderApp("/system");
    await pass(2);
    answer = () => problem(401, "not_authenticated");
    await pass(6);
    expect(sessionState().kind).toBe("signed-out");
    const before = asked;
    await pass(20);
    expect(asked).toBe(before);
  });
});
