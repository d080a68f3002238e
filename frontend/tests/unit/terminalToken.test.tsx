import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { TerminalTokenDialog } from "@/components/shell/TerminalTokenDialog";
import { beginSession, sessionState } from "@/services/session";
import { NOW, releasePage } from "@tests/support/releases";
import { renderApp, renderWith } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";

const MAKING = url("/api/auth/terminal/session");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  server.use(http.get(url("/api/releases"), () => HttpResponse.json(releasePage())));
});

function renderDialog(): void {
  beginSession("access", 600);
  renderWith(<TerminalTokenDialog onClose={() => undefined} />);
}

describe("a token for a terminal", () => {
  it("is made for our own page alone, with what to do with it and until when", async () => {
    const asked = vi.fn<(header: string | null) => void>();
    server.use(
      http.post(MAKING, ({ request }) => {
        asked(request.headers.get("X-Requested-With"));
        return HttpResponse.json({ access_token: "a.b.c", token_type: "bearer", expires_in: 3600 });
      }),
    );
    renderApp();
    const user = userEvent.setup();
    await screen.findByText("MK");
    await user.click(screen.getByRole("button", { name: /Menu$/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Copy a command-line token" }));
    const command = `releasewatch login --url ${window.location.origin} --token-stdin`;
    expect(await screen.findByDisplayValue(command)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "The token" })).toHaveValue("a.b.c");
    expect(screen.getByRole("dialog")).toHaveTextContent("It expires at 13:04");
    expect(asked.mock.calls).toEqual([["releasewatch"]]);

    await user.click(screen.getByRole("button", { name: "Copy the token" }));
    expect(await navigator.clipboard.readText()).toBe("a.b.c");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.queryByDisplayValue("a.b.c")).toBeNull();
  });

  it("says why there is none, and is asked for again", async () => {
    server.use(http.post(MAKING, () => problem(503, "users_unavailable"), { once: true }));
    renderDialog();
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The token could not be made. The server answered 503: What users_unavailable means.",
    );
    server.use(
      http.post(MAKING, () => HttpResponse.json({ access_token: "a.b.c", expires_in: 60 })),
    );
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByDisplayValue("a.b.c")).toBeVisible();
  });

  it("leads to the sign-in where the session has ended", async () => {
    server.use(http.post(MAKING, () => problem(401, "not_authenticated")));
    renderDialog();
    await waitFor(() => expect(sessionState()).toEqual({ kind: "signed-out", ended: true }));
  });
});
