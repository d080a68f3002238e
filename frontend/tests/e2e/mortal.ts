import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { test as base } from "./stack";
import { Workflows } from "./workflows";

interface Command {
  words: [string, ...string[]];
  /** What it prints once it is ready. */
  ready: RegExp;
  env?: Record<string, string>;
  folder?: string;
}

/** One process of a stack, which can be killed and started again. */
class Part {
  private process: ChildProcess | undefined;

  constructor(private readonly command: Command) {}

  async start(): Promise<void> {
    const { words, ready, env, folder } = this.command;
    const [program, ...rest] = words;
    const child = spawn(program, rest, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.process = child;
    // Node leaves its children behind when it is made to end.
    process.once("exit", () => child.kill("SIGKILL"));
    for await (const line of createInterface({ input: child.stdout })) {
      if (ready.test(line)) break;
    }
    child.stdout.resume();
    if (child.exitCode !== null) throw new Error(`${words.join(" ")} ended`);
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return String(address.port);
}

export interface Mortal {
  url: string;
  state: string;
  temporal: Part;
  worker: Part;
  workflows: Workflows;
}

/** Starts the parts one needs to see die; the product on top of them stays. */
async function withMortal(
  { root, state }: { root: string; state: string },
  provide: (mortal: Mortal) => Promise<void>,
): Promise<void> {
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const [port, temporalPort] = [await freePort(), await freePort()];
  const [bin, address] = [`${root}.venv/bin`, `localhost:${temporalPort}`];
  const env = { TEMPORAL_ADDRESS: address, RELEASEWATCH_PORT: port };

  const server = `${bin}/temporal server start-dev --headless --ip 127.0.0.1 --log-level error`;
  const where = ["--port", temporalPort, "--db-filename", `${state}/temporal.db`];
  const temporal = new Part({ words: [...split(server), ...where], ready: /^Temporal Server:/ });
  const worker = new Part({
    words: split(`${bin}/python -m demo.worker`),
    ready: /^demo worker ready/,
    env,
    folder: `${root}backend`,
  });
  const product = new Part({
    words: [`${bin}/python`, `${root}scripts/devstack.py`, "--state", state],
    ready: /^Dashboard: /,
    env,
  });
  try {
    await temporal.start();
    await Promise.all([worker.start(), product.start()]);
    const url = `http://localhost:${port}`;
    await provide({ url, state, temporal, worker, workflows: new Workflows(address) });
  } finally {
    await product.end("SIGTERM");
    await worker.end("SIGKILL");
    await temporal.end("SIGKILL");
  }
}

function split(words: string): [string, ...string[]] {
  const [program = "", ...rest] = words.split(" ");
  return [program, ...rest];
}

/** A stack of one's own, whose Temporal keeps its data in a file: killed, it comes back with all it knew. */
export const test = base.extend<object, { mortal: Mortal }>({
  mortal: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide, { config: { metadata } }) => {
      const [root, state] = [String(metadata["root"]), `${String(metadata["state"])}-mortal`];
      await withMortal({ root, state }, provide);
    },
    { scope: "worker" },
  ],
  baseURL: ({ mortal }, provide) => provide(mortal.url),
});
