import type { Browser } from "@playwright/test";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args?: { name?: string };
}

function isEvents(value: unknown): value is { traceEvents: TraceEvent[] } {
  return typeof value === "object" && value !== null && "traceEvents" in value;
}

/** CPU milliseconds of a renderer's main thread, whatever else the machine did meanwhile. */
function mainThreadCpu(trace: Buffer): number {
  const parsed: unknown = JSON.parse(trace.toString());
  if (!isEvents(parsed)) throw new Error("no trace");
  const threads = new Set(
    parsed.traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${String(pid)}:${String(tid)}`),
  );
  const spent = new Map<string, number>();
  for (const { name, ph, pid, tid, tdur } of parsed.traceEvents) {
    const thread = `${String(pid)}:${String(tid)}`;
    if (name !== "RunTask" || ph !== "X" || !threads.has(thread)) continue;
    spent.set(thread, (spent.get(thread) ?? 0) + (tdur ?? 0) / 1000);
  }
  // One page is open: whichever renderer worked most is its own.
  return Math.max(0, ...spent.values());
}

export async function traced(browser: Browser, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(undefined, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline"],
  });
  await act();
  return mainThreadCpu(await browser.stopTracing());
}
