import { BASE } from "@/lib/app/base";
import { askForReload } from "@/lib/app/notice";

const DEADLINE = 10_000;
const RELOADED = "releasewatch.reloaded";

/** What the server would deliver to a new visit: this version, another one, or nothing. */
export type Served = "same" | "other" | "nothing";

/** The entry script, whose name differs in each version. */
function entry(): string | undefined {
  const script = document.querySelector("script[type=module][src]");
  return script?.getAttribute("src") ?? undefined;
}

/** Whether a reload would find the missing file. */
export async function served(): Promise<Served> {
  try {
    const signal = AbortSignal.timeout(DEADLINE);
    const answer = await globalThis.fetch(`${BASE}/`, { cache: "no-store", signal });
    const page = await answer.text();
    if (!answer.ok || !page.includes('id="root"')) return "nothing";
    const own = entry();
    return own !== undefined && !page.includes(own) ? "other" : "same";
  } catch {
    return "nothing";
  }
}

const versions = new Set<string>();

/** Says once for each version that the server has another than when this tab began. The tab itself goes on. */
export function noteVersion(version: string): void {
  const isNews = versions.size > 0 && !versions.has(version);
  versions.add(version);
  if (isNews) askForReload(`Releasewatch ${version} is running now. Reload the page to use it.`);
}

/** Reloads once per version and tab, so that a file that stays missing does not cause a reload loop. */
export function reloadOnce(): boolean {
  const own = entry() ?? "";
  try {
    const before = (sessionStorage.getItem(RELOADED) ?? "").split(" ");
    if (before.includes(own)) return false;
    sessionStorage.setItem(RELOADED, [...before, own].join(" "));
  } catch {
    // Without storage a loop cannot be detected, so the user decides.
    return false;
  }
  window.location.reload();
  return true;
}
