import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Command {
  words: [string, ...string[]];
  /** What it prints once it is ready. */
  ready: RegExp;
  env?: Record<string, string>;
  folder?: string;
}

/** One process of a stack, which can be killed and started again. */
export class Part {
  private process: ChildProcess | undefined;

  constructor(private readonly command: Command) {}

  async start(): Promise<void> {
    const { words, ready, env, folder } = this.command;
    const [program, ...rest] = words;
    const child = spawn(program, rest, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    // Node leaves its children behind when it is made to end.
    process.once("exit", () => child.kill("SIGKILL"));
    let complaints = "";
    child.stderr.on("data", (data) => {
      complaints += String(data);
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (!ready.test(line)) continue;
      child.stdout.resume();
      return;
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
