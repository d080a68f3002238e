import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { BIG, bigTree } from "../support/bigTree";
import { META, listOf } from "../support/recorded";
import { changesOf } from "../support/changes";
import { NO_USUAL } from "../support/releases";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/** Trees prepared ahead, and then answered in turns. */
const ROUNDS = 6;
const READ_AT = "{read_at}";

interface Packed {
  raw: number;
  body: Buffer;
}

function pack(value: unknown): Packed {
  const text = JSON.stringify(value);
  return { raw: Buffer.byteLength(text), body: gzipSync(text) };
}

/** The built files, and the API as far as two pages ask for it, compressed as the server does it. */
export class Answers {
  changed = false;
  /** Reads of the tree so far, unchanged ones included. */
  reads = 0;
  readonly tree: Packed;
  private readonly rounds: string[];
  /** What each round has changed since the one before it. */
  private readonly changes: string[];
  private readonly fixed: Map<string, Packed>;
  private readonly server: Server;
  private round = 0;

  constructor(readonly nodes: number) {
    const rounds = Array.from({ length: ROUNDS }, (_, round) => ({
      ...bigTree({ nodes, round, changed: 0.02 }),
      read_at: READ_AT,
    }));
    this.rounds = rounds.map((tree) => JSON.stringify(tree));
    this.changes = rounds.map((tree, round) =>
      JSON.stringify(changesOf(rounds.at(round - 1) ?? tree, tree)),
    );
    this.tree = pack(bigTree({ nodes }));
    this.fixed = new Map(
      Object.entries({
        "/api/auth/refresh": { access_token: "t", token_type: "bearer", expires_in: 600 },
        "/api/auth/me": { username: "demo", role: "viewer" },
        "/api/meta": { ...META, poll_interval: 1 },
        "/api/releases": listOf(bigTree({ nodes })),
        [`/api/releases/${BIG}/usual`]: NO_USUAL,
      }).map(([path, value]) => [path, pack(value)]),
    );
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, "127.0.0.1", resolve);
    });
    const address: AddressInfo | string | null = this.server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${String(address.port)}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const pathname = decodeURIComponent(
      new URL(request.url ?? "/", "http://self.invalid").pathname,
    );
    const fixed = this.fixed.get(pathname);
    if (fixed) send(response, fixed.body);
    else if (pathname.startsWith(`/api/releases/${BIG}/hierarchy`)) {
      this.answerTree(request, response, pathname.endsWith("/changes"));
    } else sendFile(response, pathname);
  }

  private answerTree(request: IncomingMessage, response: ServerResponse, isPoll: boolean): void {
    this.reads += 1;
    const known = request.headers["if-none-match"];
    const before = tagOf(this.round);
    if (this.changed) this.round = (this.round + 1) % ROUNDS;
    response.setHeader("etag", tagOf(this.round));
    response.setHeader("x-read-at", new Date().toISOString());
    if (known === tagOf(this.round)) response.writeHead(304).end();
    else {
      const [tree = "", changes = ""] = [this.rounds[this.round], this.changes[this.round]];
      const poll = known === before ? `{"changes":${changes}}` : `{"tree":${tree}}`;
      const text = (isPoll ? poll : tree).replace(READ_AT, new Date().toISOString());
      send(response, gzipSync(text, { level: 1 }));
    }
  }
}

function tagOf(round: number): string {
  return `"${String(round)}"`;
}

function send(response: ServerResponse, body: Buffer): void {
  response.setHeader("content-type", "application/json");
  response.setHeader("content-encoding", "gzip");
  response.end(body);
}

function sendFile(response: ServerResponse, pathname: string): void {
  const path = extname(pathname) === "" ? "/index.html" : pathname;
  response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
  response.end(readFileSync(`${DIST}${path}`));
}
