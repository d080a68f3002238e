import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Part, freePort } from "./part";
import { expect, fact, signIn, test as base } from "./stack";

interface Instance {
  url: string;
  admin: { username: string; password: string };
}

/** As on a machine of its own: neither Node nor anything of the project is on the path. */
const ELSEWHERE = { PATH: "/usr/bin:/bin" };

/** The wheel in an environment of its own, once per worker. */
function install(root: string, folder: string): string {
  const bin = `${root}.venv/bin`;
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const run = (program: string, ...words: string[]) =>
    execFileSync(`${bin}/${program}`, words, { env, stdio: "pipe" });
  run("python", `${root}scripts/dist.py`, "--output", join(folder, "dist"));
  const wheel = readdirSync(join(folder, "dist")).find((name) => name.endsWith(".whl")) ?? "";
  const venv = join(folder, "venv");
  run("uv", "venv", "--quiet", "--python", `${bin}/python`, venv);
  const locked = `${root}backend/requirements.lock`;
  const where = ["--python", join(venv, "bin", "python"), "--constraint", locked];
  run("uv", "pip", "install", "--quiet", ...where, join(folder, "dist", wheel));
  return join(venv, "bin", "releasewatch");
}

const test = base.extend<{ start: (path: string) => Promise<Instance> }, { program: string }>({
  program: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide, { config: { metadata } }) => {
      const folder = mkdtempSync(join(tmpdir(), "installed-"));
      try {
        await provide(install(String(metadata["root"]), folder));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    { scope: "worker" },
  ],
  /** Starts one below a path, as its operator would: `init`, then `serve`. */
  start: async ({ page, program }, provide, { outputDir }) => {
    const started: Part[] = [];
    await provide(async (path) => {
      const admin = { username: "ada", password: randomUUID() };
      const folder = join(outputDir, `ops${path.replace("/", "-")}`);
      const init = ["init", folder, "--admin", admin.username, "--password-stdin"];
      execFileSync(program, init, { input: admin.password, env: ELSEWHERE });
      const port = await freePort();
      const server = new Part({
        words: [program, "serve", "--port", port],
        ready: /Application startup complete/,
        env: {
          ...ELSEWHERE,
          TEMPORAL_ADDRESS: `localhost:${fact("temporalPort")}`,
          RELEASEWATCH_BASE_PATH: path,
          RELEASEWATCH_DRAIN_TIME: "0",
        },
        folder,
      });
      started.push(server);
      await server.start();
      return { url: `http://localhost:${port}${path}`, admin };
    });
    // A page that goes on asking would complain of the end.
    await page.goto("about:blank");
    await Promise.all(started.map((each) => each.end("SIGTERM")));
  },
});

async function enter(page: Page, { url, admin }: Instance): Promise<void> {
  await page.goto(url);
  await signIn(page, admin);
  await expect(page.getByRole("link", { name: /^Storefront/ })).toBeVisible();
}

for (const path of ["", "/releases", "/tools/releases"]) {
  test(`from the wheel to the broken app, below "${path}"`, async ({ page, start }) => {
    const instance = await start(path);
    await enter(page, instance);
    await page.getByRole("link", { name: /^Storefront/ }).click();
    const release = `${instance.url}/releases/release:storefront-2026.48.2`;
    await expect(page).toHaveURL(release);
    await page.getByRole("treeitem", { name: /^app checkout, failed/ }).click();
    await expect(page.getByRole("complementary")).toContainText("ImagePullBackOff");
    // Deep links, through the session that the cookie keeps.
    await page.reload();
    await expect(page.getByRole("complementary")).toContainText("ImagePullBackOff");
    for (const [link, heading] of [
      ["Legend", "Status vocabulary"],
      ["System", "System"],
    ] as const) {
      await page.getByRole("link", { name: link }).first().click();
      await expect(page.getByRole("heading", { name: heading }).first()).toBeVisible();
      await expect(page).toHaveURL(`${instance.url}/${link.toLowerCase()}`);
    }
    await page.goto(`${instance.url}/docs`);
    await expect(page.getByText("/api/releases", { exact: true })).toBeVisible();
  });
}

test("two on one host do not sign each other out", async ({ page, start }) => {
  const [first, second] = [await start("/releases"), await start("/staging")];
  await enter(page, first);
  await enter(page, second);
  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(first.url);
  await expect(page.getByRole("link", { name: /^Storefront/ })).toBeVisible();
});

test("an address outside the path leads to where it belongs", async ({ page, start }) => {
  const { url } = await start("/staging");
  await page.goto(new URL("/legend?from=old#end", url).href);
  await expect(page).toHaveURL(`${url}/login?to=${encodeURIComponent("/legend?from=old#end")}`);
});
