import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { beginSession, endSession } from "@/services/session";
import { releasePage } from "@tests/support/releases";
import { renderApp } from "@tests/support/render";
import { problem, server, tokens, url } from "@tests/support/server";

beforeEach(() => {
  server.use(http.get(url("/api/releases"), () => HttpResponse.json(releasePage())));
});

async function fillIn(password = "secret") {
  await userEvent.type(await screen.findByLabelText("Username"), "mkowalska");
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("signing in", () => {
  it("sends a visitor to the form and afterwards to what was asked for", async () => {
    server.use(http.post(url("/api/auth/login"), () => tokens()));
    renderApp("/?q=pay&status=failed", { isSignedIn: false });
    await screen.findByRole("heading", { name: "Sign in" });
    expect(screen.getByTestId("address")).toHaveTextContent(
      "/login?to=%2F%3Fq%3Dpay%26status%3Dfailed",
    );
    await fillIn();
    expect(await screen.findByRole("heading", { name: "Releases" })).toBeVisible();
    expect(screen.getByTestId("address")).toHaveTextContent("/?q=pay&status=failed");
  });

  it("puts the cursor where typing begins", async () => {
    renderApp("/login", { isSignedIn: false });
    expect(await screen.findByLabelText("Username")).toHaveFocus();
  });

  it.each([
    ["bad_credentials", 401, "The user name or the password is wrong."],
    ["users_unavailable", 503, "What users_unavailable means."],
  ])("says what is wrong: %s", async (code, status, words) => {
    server.use(http.post(url("/api/auth/login"), () => problem(status, code)));
    renderApp("/login", { isSignedIn: false });
    await fillIn("wrong");
    expect(await screen.findByText(words)).toBeVisible();
    expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled();
    expect(screen.getByLabelText("Username")).toHaveValue("mkowalska");
  });

  it("says how long to wait after too many attempts", async () => {
    server.use(
      http.post(url("/api/auth/login"), () => {
        const answer = problem(429, "too_many_attempts");
        answer.headers.set("retry-after", "90");
        return answer;
      }),
    );
    renderApp("/login", { isSignedIn: false });
    await fillIn();
    expect(await screen.findByText("Too many attempts. Try again in 1 min.")).toBeVisible();
  });

  it("says when nobody answers", async () => {
    server.use(http.post(url("/api/auth/login"), () => HttpResponse.error()));
    renderApp("/login", { isSignedIn: false });
    await fillIn();
    expect(await screen.findByText("Releasewatch does not answer. Try again.")).toBeVisible();
  });

  it("shows the password only on request", async () => {
    renderApp("/login", { isSignedIn: false });
    const field = await screen.findByLabelText("Password");
    expect(field).toHaveAttribute("type", "password");
    await userEvent.click(screen.getByRole("button", { name: "Show the password" }));
    expect(field).toHaveAttribute("type", "text");
  });
});

describe("losing the session", () => {
  it("leads to the form at once, says why, and comes back to the same address", async () => {
    server.use(http.post(url("/api/auth/login"), () => tokens()));
    renderApp("/?q=pay");
    await screen.findByRole("heading", { name: "Releases" });
    endSession({ ended: true, tellOthers: false });
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
    await fillIn();
    await waitFor(() => expect(screen.getByTestId("address")).toHaveTextContent("/?q=pay"));
  });

  it("does not show the form to somebody who is signed in", async () => {
    beginSession("access", 600);
    renderApp("/login?to=//evil.example");
    expect(await screen.findByRole("heading", { name: "Releases" })).toBeVisible();
    expect(screen.getByTestId("address")).toHaveTextContent(/^\/$/);
  });

  it("signs out from the menu", async () => {
    let told = false;
    server.use(
      http.post(url("/api/auth/logout"), () => {
        told = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    renderApp("/");
    const user = userEvent.setup();
    await screen.findByText("MK");
    await user.click(screen.getByRole("button", { name: /Menu$/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(screen.queryByText(/Your session has ended/)).toBeNull();
    await waitFor(() => expect(told).toBe(true));
  });
});
