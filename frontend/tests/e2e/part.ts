import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

export interface Command {
  words: [string, ...string[]];
  /** What it prints once it is ready; without it, it has to be asked. */
  ready?: RegExp;
  env?: Record<string, string>;
  folder?: string;
}

/** What a developer has set for the product or for Temporal is nothing that tests work with. */
const MACHINE = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:RELEASEWATCH|TEMPORAL)_/.test(name)),
);

/** One process of a stack, which can be killed and started again. */
export class Part {
  private process: ChildProcess | undefined;

  constructor(private readonly command: Command) {}

  /** What it printed when it was ready. */
  async start(): Promise<string> {
    const { words, ready, env, folder } = this.command;
    const [program, ...rest] = words;
    const child = spawn(program, rest, {
      cwd: folder,
      env: { ...MACHINE, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    // Node leaves its children behind when it is made to end.
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    let complaints = "";
    child.stderr.on("data", (data) => {
      complaints += String(data);
    });
    if (!ready) {
      child.stdout.resume();
      return "";
    }
    for await (const line of createInterface({ input: child.stdout })) {
      if (!ready.test(line)) continue;
      child.stdout.resume();
      return line;
    }
    throw new Error(`${words.join(" ")} ended before it was ready: ${complaints}`);
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

/** Below the range from which connections get theirs, and at random: others look for some at the same time. */
export async function freePort(): Promise<string> {
  const port = randomInt(10_000, 30_000);
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch {
    return freePort();
  }
  server.close();
  await once(server, "close");
  return String(port);
}
