/** One thing is never said to be several, nor several to be one, where a page puts a number before a word. */
import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Versions } from "@/types/entities";
import { renderApp } from "@tests/support/render";
import { server, url } from "@tests/support/server";
import { systemAnswer } from "@tests/support/system";
import { versionsOf } from "@tests/support/versions";

function serveVersions(table: Partial<Versions>) {
  server.use(
    http.get(url("/api/versions"), () => HttpResponse.json({ ...versionsOf(4, 4), ...table })),
  );
}

describe("what runs where", () => {
  it.each([
    [5, "2 of 5 apps differ between clusters."],
    [4, "1 of 4 apps differs between clusters."],
    [1, "1 of 1 app differs between clusters."],
  ])("of %d apps", async (apps, sentence) => {
    serveVersions({ ...versionsOf(apps, 4), progress: { read: 40, known: 40 } });
    renderApp("/versions");
    expect(await screen.findByText(sentence, { exact: false })).toBeVisible();
  });

  it.each([
    [0, 1, "Read: 0 of 1 release that Temporal still keeps."],
    [1, 2000, "Read: 1 of 2,000 releases that Temporal still keeps."],
  ])("with %d of %d releases read", async (read, known, sentence) => {
    serveVersions({ apps: [], clusters: [], progress: { read, known } });
    renderApp("/versions");
    expect(await screen.findByText(sentence)).toBeVisible();
  });
});

it.each([
  [0, "0 attempts since", "0 pairs of", "0 calls while"],
  [1, "1 attempt since", "1 pair of", "1 call while"],
  [2, "2 attempts since", "2 pairs of", "2 calls while"],
])("the system page counts %d", async (count, ...said) => {
  const answer = systemAnswer();
  const connection = { ...answer.connection, refused: count };
  const counted = { ...answer, connection, sign_ins: { refused: count, counted: count } };
  server.use(
    http.get(url("/api/auth/me"), () => HttpResponse.json({ username: "mk", role: "admin" })),
    http.get(url("/api/system"), () => HttpResponse.json(counted)),
  );
  renderApp("/system");
  await screen.findByRole("region", { name: "Sign-in throttle" });
  for (const words of said) expect(screen.getByRole("main")).toHaveTextContent(words);
});
