import type { Page, Route } from "@playwright/test";
import type { Hierarchy, ReleasePage } from "@/types/entities";
import { META } from "./recorded";
import { NO_USUAL } from "./releases";
import { NOW } from "./samples";

/**
 * Answers every read with one tree and one list, however they look: for what is to be measured on the page. The
 * server's time is that of the samples, or a timeline would be longer on each day that the tests run.
 */
export async function answerFixed(page: Page, tree: Hierarchy, list: ReleasePage): Promise<void> {
  const behind = Date.now() - NOW;
  const now = () => new Date(Date.now() - behind);
  const json = (route: Route, body: unknown) =>
    route.fulfill({
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", date: now().toUTCString() },
    });
  const readAt = () => now().toISOString();
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
