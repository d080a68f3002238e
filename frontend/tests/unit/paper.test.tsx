/** A print is kept: it says when it was accurate, or that nothing was read. */
import { fireEvent, screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, expect, it } from "vitest";
import { renderApp } from "@tests/support/render";
import { problem, server, url } from "@tests/support/server";

const never = () => new Promise<Response>(() => undefined);

afterEach(() => {
  fireEvent(window, new Event("afterprint"));
});

it.each([
  ["/", "/api/releases", "Reading releases"],
  ["/releases/release:a-1", "/api/releases/:id/hierarchy", "Reading the release"],
  ["/versions", "/api/versions", "Reading what runs where"],
])("%s printed before it is read", async (path, answer, sign) => {
  server.use(http.get(url(answer), never));
  renderApp(path);
  await screen.findByText((text, node) => text === sign || node?.ariaLabel === sign);
  fireEvent(window, new Event("beforeprint"));
  expect(screen.getByText("not read yet")).toBeVisible();
});

it("what has no reads, and what does not exist, says nothing of them", async () => {
  server.use(
    http.get(url("/api/releases/:id/hierarchy"), () => problem(404, "release_not_found")),
    http.get(url("/api/releases"), () => HttpResponse.error()),
  );
  for (const [path, sign] of [
    ["/legend", "Status vocabulary"],
    ["/releases/release:a-1", "No release has this id"],
  ] as const) {
    const { unmount } = renderApp(path);
    await screen.findByText(sign);
    fireEvent(window, new Event("beforeprint"));
    expect(screen.queryByText("not read yet")).toBeNull();
    unmount();
  }
});
