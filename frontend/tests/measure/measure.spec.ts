import { readFileSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { BIG, bigTree } from "../support/bigTree";
import { Answers } from "./answers";
import { traced } from "./trace";
import { Visit } from "./visit";

const SIZES = [160, 1000, 10_000];
const OPENINGS = 5;
const WINDOW = 10_000;

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface View {
  search: string;
  /** What stands once it can be used. */
  ready: string;
}

const TREE: View = { search: "", ready: "[role=tree] [role=treeitem]" };
/** Its bars follow its width, and with them the ticks. */
const TIMELINE: View = { search: "?view=timeline", ready: ".timeline-tick" };

const LINK = `document.querySelector("a[href^='/releases/']")`;
const PRESS_P = `window.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true }))`;

/** From the press on the link until rows are on the screen and take keys, in the view that is asked for. */
const watchOpening = ({ search, ready }: View) => `
  const look = (begun) => {
    if (document.querySelector("${ready}") === null) {
      requestAnimationFrame(() => look(begun));
      return;
    }
    // The frame in which the rows stand is painted before the next task.
    requestAnimationFrame(() => setTimeout(() => { window.openedAfter = performance.now() - begun; }));
  };
  window.addEventListener("pointerdown", ({ timeStamp }) => look(timeStamp));
  window.addEventListener("click", (event) => {
    event.preventDefault();
    event.stopPropagation();
    history.pushState(null, "", ${LINK}.href + "${search}");
    window.dispatchEvent(new PopStateEvent("popstate"));
  }, { capture: true });`;

/** By view, in turns, so that what else the machine does touches all alike. */
async function openings(visit: Visit, url: string, views: readonly View[]): Promise<number[]> {
  const times = views.map((): number[] => []);
  for (let index = 0; index < OPENINGS * views.length; index += 1) {
    const turn = index % views.length;
    const view = views[turn];
    if (!view) continue;
    await visit.goTo(url);
    await visit.runUntil(`${LINK} !== null`);
    await visit.run(watchOpening(view));
    // A reader looks at the list first.
    await setTimeout(2500);
    await visit.click(LINK);
    times[turn]?.push(Number(await visit.runUntil("window.openedAfter")));
  }
  return times.map(median);
}

/** As if every row had been opened by hand. */
function openAll(nodes: number): string {
  const { waves } = bigTree({ nodes }).release;
  const paths = waves.flatMap(({ path, clusters }) => [path, ...clusters.map((each) => each.path)]);
  return `sessionStorage.setItem("releasewatch.open.${BIG}", ${JSON.stringify(JSON.stringify(paths))})`;
}

/** CPU of one poll: what a stretch with polls costs more than one without. */
async function pollCosts(browser: Browser, visit: Visit, answers: Answers) {
  async function stretch(): Promise<{ cpu: number; polls: number }> {
    await setTimeout(2500);
    const before = answers.reads;
    const cpu = await traced(browser, () => setTimeout(WINDOW));
    return { cpu, polls: answers.reads - before };
  }
  answers.changed = true;
  const changed = await stretch();
  answers.changed = false;
  const unchanged = await stretch();
  await visit.run(PRESS_P);
  const idle = await stretch();
  expect(idle.polls).toBe(0);
  const each = ({ cpu, polls }: typeof idle) => Math.max(0, cpu - idle.cpu) / polls;
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

async function visitOf(browser: Browser, url: string): Promise<Visit> {
  const visit = await Visit.open(browser, `${url}/favicon.svg`);
  await visit.run(`localStorage.setItem("releasewatch.session", "1")`);
  return visit;
}

test("how soon tree and timeline are there, with every row open", async ({ browser }) => {
  const lines = ["| Rows | Click to tree | Click to timeline | |", "|---|---|---|---|"];
  for (const nodes of SIZES) {
    const answers = new Answers(nodes);
    const url = await answers.listen();
    const visit = await visitOf(browser, url);
    await visit.run(openAll(nodes));
    const [tree = 0, timeline = 0] = await openings(visit, url, [TREE, TIMELINE]);
    const cells = [nodes.toLocaleString("en"), ms(tree), ms(timeline)];
    lines.push(`| ${[...cells, `${(timeline / tree).toFixed(2)} x`].join(" | ")} |`);
    await visit.close();
    answers.close();
  }
  process.stdout.write(`${lines.join("\n")}\n`);
});

test("what the page costs", async ({ browser }) => {
  const lines = [
    "| Nodes | Click to tree | CPU a poll, 2 % changed | CPU a poll, 304 | CPU a second, no polls | Tree, gzip | raw |",
    "|---|---|---|---|---|---|---|",
  ];
  for (const nodes of SIZES) {
    const answers = new Answers(nodes);
    const url = await answers.listen();
    const visit = await visitOf(browser, url);
    const [opening = 0] = await openings(visit, url, [TREE]);
    const costs = await pollCosts(browser, visit, answers);
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
    await visit.close();
    answers.close();
  }
  process.stdout.write(`${[...lines, "", initialFiles()].join("\n")}\n`);
});
