import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { Answers } from "./answers";
import { traced } from "./trace";

const SIZES = [160, 1000, 10_000];
const OPENINGS = 5;
const WINDOW = 10_000;

declare global {
  interface Window {
    openedAfter: number;
  }
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** From the press on the link until rows of the tree are on the screen and take keys. */
async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript(() => {
    localStorage.setItem("releasewatch.session", "1");
    window.addEventListener("pointerdown", ({ timeStamp }) => {
      const look = (): void => {
        if (document.querySelector("[role=tree] [role=treeitem]") === null) {
          requestAnimationFrame(look);
          return;
        }
        // The frame in which the rows stand is painted before the next task.
        requestAnimationFrame(() =>
          setTimeout(() => {
            window.openedAfter = performance.now() - timeStamp;
          }),
        );
      };
      look();
    });
  });
}

async function openings(page: Page, url: string): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < OPENINGS; index += 1) {
    await page.goto(url);
    const link = page.getByRole("link", { name: /^Big/ });
    await link.waitFor();
    // A reader looks at the list first.
    await page.waitForTimeout(2500);
    await link.click();
    await page.waitForFunction(() => window.openedAfter > 0);
    times.push(await page.evaluate(() => window.openedAfter));
  }
  return times;
}

/** CPU of one poll: what a stretch with polls costs more than one without. */
async function pollCosts(browser: Browser, page: Page, answers: Answers) {
  let polls = 0;
  page.on("response", (response) => {
    if (response.url().endsWith("/hierarchy")) polls += 1;
  });
  async function stretch(): Promise<{ cpu: number; polls: number }> {
    await page.waitForTimeout(2500);
    const before = polls;
    const cpu = await traced(browser, page, () => page.waitForTimeout(WINDOW));
    return { cpu, polls: polls - before };
  }
  answers.changed = true;
  const changed = await stretch();
  answers.changed = false;
  const unchanged = await stretch();
  await page.keyboard.press("p");
  const idle = await stretch();
  expect(idle.polls).toBe(0);
  const each = ({ cpu, polls: count }: typeof idle) => Math.max(0, cpu - idle.cpu) / count;
  return {
    changed: each(changed),
    unchanged: each(unchanged),
    idle: idle.cpu / (WINDOW / 1000),
  };
}

function initialFiles(): string {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  const html = readFileSync(`${dist}index.html`, "utf8");
  const names = readdirSync(`${dist}assets`);
  const size = (pattern: RegExp, ending: string): number =>
    [...html.matchAll(pattern)].reduce((sum, [, name = ""]) => {
      const packed = names.includes(`${name}${ending}`) ? ending : "";
      return sum + readFileSync(`${dist}assets/${name}${packed}`).length;
    }, 0);
  const script = /(?:src|href)="\/assets\/([^"]+\.js)"/g;
  const style = /href="\/assets\/([^"]+\.css)"/g;
  return `First visit: JavaScript ${kB(size(script, ".gz"))} gzip, ${kB(size(script, ".br"))} brotli; styles ${kB(size(style, ".gz"))} gzip`;
}

test("what the page costs", async ({ browser }) => {
  const lines = [
    "| Nodes | Click to tree | CPU a poll, 2 % changed | CPU a poll, 304 | CPU a second, no polls | Tree, gzip | raw |",
    "|---|---|---|---|---|---|---|",
  ];
  for (const nodes of SIZES) {
    const answers = new Answers(nodes);
    const url = await answers.listen();
    const page = await browser.newPage();
    await watchOpening(page);
    const opening = median(await openings(page, url));
    const costs = await pollCosts(browser, page, answers);
    const cells = [
      nodes.toLocaleString("en"),
      ms(opening),
      ms(costs.changed),
      ms(costs.unchanged),
      ms(costs.idle),
      kB(answers.tree.body.length),
      kB(answers.tree.raw),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
    await page.close();
    answers.close();
  }
  process.stdout.write(`${[...lines, "", initialFiles()].join("\n")}\n`);
});
