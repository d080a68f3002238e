import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { Part, freePort } from "./part";
import { test as base } from "./stack";

export { expect } from "./stack";

/** Nobody can sign in, and there is no Temporal. */
function serverAt(port: string, root: string, state: string): Part {
  const users = `${state}/users.toml`;
  mkdirSync(state, { recursive: true });
  writeFileSync(users, "", { mode: 0o600 });
  const program = `${root}.venv/bin/releasewatch`;
  return new Part({
    words: [program, "serve", "--host", "127.0.0.1", "--port", port],
    ready: /Application startup complete/,
    env: {
      TEMPORAL_ADDRESS: "127.0.0.1:1",
      RELEASEWATCH_JWT_SECRET: randomBytes(32).toString("hex"),
      RELEASEWATCH_USERS_FILE: users,
      RELEASEWATCH_DRAIN_TIME: "0",
    },
  });
}

/** For pages whose answers are recorded: the server gives the built files, with the policy that goes with them. */
export const test = base.extend<object, { stack: string }>({
  stack: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide, { config: { metadata }, parallelIndex }) => {
      const port = await freePort();
      const state = `${String(metadata["state"])}-plain-${String(parallelIndex)}`;
      const server = serverAt(port, String(metadata["root"]), state);
      try {
        await server.start();
        await provide(`http://localhost:${port}`);
      } finally {
        await server.end("SIGTERM");
      }
    },
    { scope: "worker" },
  ],
});
