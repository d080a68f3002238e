import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "./stack";

/** What stands behind the stack under test, to be acted on from outside: its Temporal, its worker, its workflows. */
function fact(name: string): string {
  return String(test.info().config.metadata[name]);
}

function address(): string {
  return `localhost:${fact("temporalPort")}`;
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return "";
  }
}

/** Processes of this stack only: all of them are told its Temporal's address. */
function processes(command: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (id) =>
        readQuietly(`/proc/${id}/cmdline`).includes(command) &&
        readQuietly(`/proc/${id}/environ`).includes(`TEMPORAL_ADDRESS=${address()} `),
    )
    .map(Number);
}

const COMMANDS = { temporal: "server start-dev", worker: "-m demo.worker" } as const;

/** Neither ends, so the stack stays up; until it goes on, nobody else can tell the difference. */
export async function without(
  what: keyof typeof COMMANDS,
  watch: () => Promise<void>,
): Promise<void> {
  const found = processes(COMMANDS[what]);
  if (found.length === 0) throw new Error(`no ${what} to stop`);
  const send = (signal: NodeJS.Signals) => found.forEach((id) => process.kill(id, signal));
  send("SIGSTOP");
  try {
    await watch();
  } finally {
    send("SIGCONT");
  }
}

export interface ByHand {
  releaseId: string;
  apps: string[];
}

export function startByHand(name: string): ByHand {
  const root = fact("root");
  const said = execFileSync(
    `${root}.venv/bin/python`,
    [`${root}frontend/tests/e2e/by_hand.py`, name],
    {
      encoding: "utf8",
      env: { ...process.env, PYTHONPATH: `${root}backend`, TEMPORAL_ADDRESS: address() },
    },
  );
  const [releaseId = "", ...apps] = said.trim().split(" ");
  return { releaseId, apps };
}

export function signal(workflowId: string, name: string, input?: string): void {
  const words = ["workflow", "signal", "--address", address()];
  words.push("--workflow-id", workflowId, "--name", name);
  if (input !== undefined) words.push("--input", JSON.stringify(input));
  execFileSync(`${fact("root")}.venv/bin/temporal`, words, { stdio: "ignore" });
}
