import { readFileSync, readdirSync } from "node:fs";
import { fact } from "./stack";
import { Workflows } from "./workflows";

/** What stands behind the stack that all journeys share, to be acted on from outside. */
function address(): string {
  return `localhost:${fact("temporalPort")}`;
}

export function workflows(): Workflows {
  return new Workflows(address());
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return "";
  }
}

/** Of this stack only: all of its processes are told its Temporal's address. */
function temporalProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (id) =>
        readQuietly(`/proc/${id}/cmdline`).includes("server start-dev") &&
        readQuietly(`/proc/${id}/environ`).includes(`TEMPORAL_ADDRESS=${address()} `),
    )
    .map(Number);
}

/** It does not end, so the stack stays up; until it goes on, nobody else can tell the difference. */
export async function whileTemporalIsSilent(watch: () => Promise<void>): Promise<void> {
  const found = temporalProcesses();
  if (found.length === 0) throw new Error("no Temporal to stop");
  const send = (signal: NodeJS.Signals) => found.forEach((id) => process.kill(id, signal));
  send("SIGSTOP");
  try {
    await watch();
  } finally {
    send("SIGCONT");
  }
}
