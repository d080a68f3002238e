import type { Page, Route } from "@playwright/test";
import type { Hierarchy, ReleasePage } from "@/types/entities";
import { META } from "./recorded";
import { NO_USUAL } from "./releases";

function json(route: Route, body: unknown) {
  return route.fulfill({
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", date: new Date().toUTCString() },
  });
}

/** Answers every read with one tree and one list, however they look: for what is to be measured on the page. */
export async function answerFixed(page: Page, tree: Hierarchy, list: ReleasePage): Promise<void> {
  const readAt = () => new Date().toISOString();
  await page.addInitScript(() => localStorage.setItem("releasewatch.session", "1"));
  await page.route("**/api/auth/refresh", (route) =>
    json(route, { access_token: "fixed", token_type: "bearer", expires_in: 600 }),
  );
  await page.route("**/api/auth/me", (route) => json(route, { username: "demo", role: "viewer" }));
  await page.route("**/api/meta", (route) => json(route, META));
  await page.route(/\/api\/releases(?:\?|$)/, (route) =>
    json(route, { ...list, read_at: readAt() }),
  );
  await page.route(/\/api\/releases\/[^/]+\/usual$/, (route) => json(route, NO_USUAL));
  await page.route(/\/api\/releases\/[^/]+\/hierarchy$/, (route) =>
    json(route, { ...tree, read_at: readAt() }),
  );
}
