const DEADLINE = 10_000;
const RELOADED = "releasewatch.reloaded";

/** What the server would give a new visit: the version that runs here, another one, or nothing. */
export type Served = "same" | "other" | "nothing";

/** The file that a version begins with; its name is another one in each version. */
function entry(): string | undefined {
  const script = document.querySelector("script[type=module][src]");
  return script?.getAttribute("src") ?? undefined;
}

/** Whether what is missing here would be there after a reload. */
export async function served(): Promise<Served> {
  try {
    const signal = AbortSignal.timeout(DEADLINE);
    const answer = await globalThis.fetch("/", { cache: "no-store", signal });
    const page = await answer.text();
    if (!answer.ok || !page.includes('id="root"')) return "nothing";
    const own = entry();
    return own !== undefined && !page.includes(own) ? "other" : "same";
  } catch {
    return "nothing";
  }
}

/** Once for each version in this tab, so that a file that is missing for good does not reload for ever. */
export function reloadOnce(): boolean {
  const own = entry() ?? "";
  try {
    const before = (sessionStorage.getItem(RELOADED) ?? "").split(" ");
    if (before.includes(own)) return false;
    sessionStorage.setItem(RELOADED, [...before, own].join(" "));
  } catch {
    // Without a memory of reloads there is no end of them: a person decides.
    return false;
  }
  window.location.reload();
  return true;
}
