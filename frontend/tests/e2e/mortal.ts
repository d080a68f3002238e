import { mkdirSync, rmSync } from "node:fs";
import { Part, freePort } from "./part";
import { fact, test as base } from "./stack";
import { Workflows } from "./workflows";

export interface Mortal {
  url: string;
  state: string;
  temporal: Part;
  worker: Part;
  workflows: Workflows;
}

/** Starts the parts one needs to see die; the product on top of them stays. */
async function withMortal(provide: (mortal: Mortal) => Promise<void>): Promise<void> {
  const [root, state] = [fact("root"), `${fact("state")}-mortal`];
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const [port, temporalPort] = [await freePort(), await freePort()];
  const [bin, address] = [`${root}.venv/bin`, `localhost:${temporalPort}`];
  const env = { TEMPORAL_ADDRESS: address, RELEASEWATCH_PORT: port };

  const server = `${bin}/temporal server start-dev --headless --ip 127.0.0.1 --log-level error`;
  const where = ["--port", temporalPort, "--db-filename", `${state}/temporal.db`];
  const temporal = new Part({ words: [...split(server), ...where], ready: /^Temporal Server:/ });
  const worker = new Part({
    words: split(`${bin}/python -m releasewatch_demo.worker`),
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
export const test = base.extend<{ mortal: Mortal }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  mortal: async ({}, provide) => {
    await withMortal(provide);
  },
  baseURL: ({ mortal }, provide) => provide(mortal.url),
});
