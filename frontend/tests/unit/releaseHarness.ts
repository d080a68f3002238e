import { configure, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, vi } from "vitest";
import type { App, Hierarchy } from "@/types/entities";
import { META } from "@tests/support/releases";
import { server, url } from "@tests/support/server";
import { NOW } from "@tests/support/samples";
import { storefront } from "@tests/support/samples";

// Each test renders the whole application, on machines that may be busy with other things.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

export const PAGE = "/releases/release:storefront-2026.48.2";
export const BUNDLE =
  "release:storefront-2026.48.2/wave:wave-2/cluster:eu-west-1b/bundle:eu-west-1b";

/** The tree that the next read answers. */
export const next: { answer: Hierarchy } = { answer: storefront() };

const tags = new WeakMap<Hierarchy, string>();
let tagged = 0;

/** Each answer has its own tag: an unchanged one costs a test no more than it costs the page. */
function tagOf(answer: Hierarchy): string {
  const tag = tags.get(answer) ?? `"${String((tagged += 1))}"`;
  tags.set(answer, tag);
  return tag;
}

function readTree({ request }: { request: Request }) {
  const headers = { etag: tagOf(next.answer), "x-read-at": next.answer.read_at };
  return request.headers.get("if-none-match") === headers.etag
    ? new HttpResponse(null, { status: 304, headers })
    : HttpResponse.json(next.answer, { headers });
}

/** Every test begins with the release of the pictures, read ten times a second by a clock that stands still. */
export function serveStorefront(): void {
  beforeEach(() => {
    // Only the date: polls go on.
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    vi.spyOn(window, "scrollTo").mockImplementation(() => undefined);
    next.answer = storefront();
    server.use(
      http.get(url("/api/meta"), () => HttpResponse.json({ ...META, poll_interval: 0.1 })),
      http.get(url("/api/releases/:id/hierarchy"), readTree),
    );
  });
}

export const tree = () => screen.findByRole("tree");
/** Read from the attributes: working out some forty names by the book takes longer than the test. */
export function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[role=treeitem]")];
}

export function rowNames(): string[] {
  return rows().map((item) => item.getAttribute("aria-label") ?? "");
}

export function row(name: RegExp): Promise<HTMLElement> {
  return waitFor(() => {
    const found = rows().find((item) => name.test(item.getAttribute("aria-label") ?? ""));
    if (!found) throw new Error(`No row ${String(name)} among: ${rowNames().join(" | ")}`);
    return found;
  });
}

export function address(): string {
  return decodeURIComponent(screen.getByTestId("address").textContent);
}

export async function activeRow(): Promise<HTMLElement> {
  const id = (await tree()).getAttribute("aria-activedescendant");
  const found = id === null ? null : document.getElementById(id);
  if (!found) throw new Error("The tree points at no row");
  return found;
}

/** An app of wave 2, to be changed before the next read. */
export function appOf(hierarchy: Hierarchy, cluster: number, name: string): App {
  const bundle = hierarchy.release.waves[1]?.clusters[cluster]?.bundle;
  const app = bundle?.apps.find((one) => one.name === name);
  if (!app) throw new Error(`No app ${name}`);
  return app;
}
