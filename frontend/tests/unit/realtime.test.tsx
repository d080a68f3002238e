import { act, screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { Profiler } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutageBanner } from "@/components/shell/OutageBanner";
import { FreshnessPill } from "@/components/shell/FreshnessPill";
import { setPaused } from "@/hooks/live";
import { useRealtime } from "@/hooks/useRealtime";
import { releaseTreeQuery } from "@/services/releaseService";
import { beginSession } from "@/services/session";
import type { Hierarchy } from "@/types/entities";
import { NOW, sample } from "@tests/support/samples";
import { pass, setHidden } from "@tests/support/passing";
import { renderWith } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";

let asked = 0;
const drawn = vi.fn<() => void>();
let isDown = false;
let body: Partial<Hierarchy> = {};

function readAt(): string {
  return new Date(Date.now()).toISOString();
}

function Page() {
  const { data, outage, error } = useRealtime(
    releaseTreeQuery("release:a"),
    (tree) => tree.complete,
  );
  return (
    <p data-testid="probe">
      {data ? data.release.name : "nothing"} {outage ? outage.kind : "fine"} {error?.code}
    </p>
  );
}

function Probe() {
  return (
    <>
      <FreshnessPill />
      <OutageBanner />
      <Profiler id="page" onRender={drawn}>
        <Page />
      </Profiler>
    </>
  );
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
    now: NOW,
  });
  asked = 0;
  isDown = false;
  body = { complete: false };
  beginSession("access", 3600);
  server.use(
    http.get(url("/api/releases/:id/hierarchy"), ({ request }) => {
      asked += 1;
      if (isDown) return problem(503, "temporal_unreachable", { title: "Temporal unreachable" });
      const headers = { etag: `"${JSON.stringify(body)}"`, "x-read-at": body.read_at ?? readAt() };
      if (request.headers.get("if-none-match") === headers.etag) {
        return new HttpResponse(null, { status: 304, headers });
      }
      const answer = {
        ...sample("no waves").tree,
        read_at: readAt(),
        complete: false,
        ...body,
      };
      return HttpResponse.json(answer, { headers });
    }),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

const pill = () => screen.getByRole("group", { name: "Freshness" });

describe("polling", () => {
  it("asks every 2 s while something is open", async () => {
    renderWith(<Probe />);
    await pass(1);
    expect(screen.getByTestId("probe")).toHaveTextContent("Shop fine");
    const before = asked;
    await pass(12);
    expect(asked - before).toBeGreaterThanOrEqual(5);
    expect(asked - before).toBeLessThanOrEqual(7);
    expect(pill()).toHaveTextContent("Live");
  });

  it("draws nothing but the pill when a read only confirms what is shown", async () => {
    renderWith(<Probe />);
    await pass(3);
    const before = asked;
    drawn.mockClear();
    await pass(12);
    expect(asked - before).toBeGreaterThanOrEqual(5);
    expect(drawn).not.toHaveBeenCalled();
    expect(pill()).toHaveTextContent(/^Live · read [0-3] s ago/);
    body = { complete: false, progress: { read: 1, known: 2 } };
    await pass(3);
    expect(drawn).toHaveBeenCalled();
  });

  it("lets the dot grow once for each read, and rest while nothing is read", async () => {
    renderWith(<Probe />);
    await pass(3);
    const grown: boolean[] = [];
    const before = asked;
    for (let second = 0; second < 8; second += 1) {
      await pass(1);
      grown.push(pill().querySelector(".freshness-pulse") !== null);
    }
    expect(grown).toContain(false);
    // The tick that shows the last read may still be to come.
    expect(Math.abs(grown.filter(Boolean).length - (asked - before))).toBeLessThanOrEqual(1);
    isDown = true;
    await pass(4);
    expect(pill().querySelector(".freshness-pulse")).toBeNull();
  });

  it("asks every 30 s once all is final", async () => {
    body = { complete: true };
    renderWith(<Probe />);
    await pass(4);
    const before = asked;
    await pass(20);
    expect(asked - before).toBe(0);
    await pass(14);
    expect(asked - before).toBe(1);
    expect(pill()).toHaveTextContent("Live");
  });

  it("asks nothing while hidden, and at once when it is seen again", async () => {
    renderWith(<Probe />);
    await pass(1);
    setHidden(true);
    const before = asked;
    await pass(10);
    expect(asked).toBe(before);
    setHidden(false);
    await pass(1);
    expect(asked).toBeGreaterThan(before);
  });

  it("asks nothing while paused, not even when it is seen again", async () => {
    renderWith(<Probe />);
    await pass(1);
    act(() => setPaused(true));
    expect(pill()).toHaveTextContent(/^Paused at 12:04:3\d/);
    const before = asked;
    setHidden(true);
    setHidden(false);
    await pass(10);
    expect(asked).toBe(before);
    act(() => setPaused(false));
    await pass(3);
    expect(asked).toBeGreaterThan(before);
  });
});

describe("an outage", () => {
  it("keeps what was read, asks less and less often, says so, and recovers", async () => {
    renderWith(<Probe />);
    await pass(3);
    isDown = true;
    const before = asked;
    await pass(5);
    expect(screen.getByTestId("probe")).toHaveTextContent("Shop fine temporal_unreachable");
    expect(screen.queryByText(/unreachable for/)).toBeNull();
    await pass(35);
    expect(asked - before).toBeLessThanOrEqual(7);
    expect(screen.getByTestId("probe")).toHaveTextContent("Shop temporal");
    expect(pill()).toHaveTextContent(/^Disconnected · as of 12:04:3\d/);
    expect(screen.getByText(/^Temporal unreachable for \d\d s\.$/)).toBeVisible();
    expect(screen.getByText(/Nothing below is confirmed since then/)).toBeVisible();
    const attempt = `Attempt ${String(asked - before)}, next in `;
    expect(screen.getByText((text) => text.startsWith(attempt))).toBeVisible();
    isDown = false;
    act(() => screen.getByRole("button", { name: "Retry now" }).click());
    await pass(1);
    expect(screen.getByTestId("probe")).toHaveTextContent(/^Shop fine$/);
    expect(pill()).toHaveTextContent("Live");
  });

  it("tells a browser without a network from a server that does not answer", async () => {
    renderWith(<Probe />);
    await pass(3);
    server.use(http.get(url("/api/releases/:id/hierarchy"), () => HttpResponse.error()));
    await pass(16);
    expect(screen.getByText(/^Releasewatch unreachable for \d+ s\.$/)).toBeVisible();
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    await pass(20);
    expect(screen.getByText("This browser is offline.")).toBeVisible();
  });
});

it("says how far a first read of a big tree has come", async () => {
  body = { complete: false, progress: { read: 412, known: 1000 } };
  renderWith(<Probe />);
  await pass(1);
  expect(pill()).toHaveTextContent("Reading · 412 of about 1,000");
});

it("says when what is shown has grown old", async () => {
  body = { read_at: new Date(NOW - 14_000).toISOString() };
  renderWith(<Probe />);
  await pass(1);
  expect(pill()).toHaveTextContent("Stale · read 15 s ago");
});
