import { readdirSync, statSync } from "node:fs";
import type { WebDriver, WebElement } from "selenium-webdriver";
import { By, Key } from "selenium-webdriver";
import logInspector from "selenium-webdriver/bidi/logInspector.js";
import { test as base, demo, expect } from "../e2e/stack";
import type { Browser } from "./drivers";
import { withDriver } from "./drivers";

const SEEN = `(selector, text) => [...document.querySelectorAll(selector)]
  .filter((each) => each.textContent.includes(text) && each.getClientRects().length > 0)`;

/** A page in a browser that is told by W3C WebDriver: what is awaited may take its time. */
export class Tab {
  readonly complaints: string[] = [];

  /** `folder` is where it saves what is downloaded. */
  constructor(
    readonly driver: WebDriver,
    private readonly folder: string,
  ) {}

  open(address: string): Promise<void> {
    return this.driver.get(address);
  }

  async type(selector: string, ...keys: string[]): Promise<void> {
    await this.sees(selector);
    await this.driver.findElement(By.css(selector)).sendKeys(...keys);
  }

  /** Chooses a file. The input need not be seen. */
  attach(selector: string, file: string): Promise<void> {
    return this.driver.findElement(By.css(selector)).sendKeys(file);
  }

  /** Into whatever has the focus. */
  press(...keys: string[]): Promise<void> {
    return this.driver
      .actions()
      .sendKeys(...keys)
      .perform();
  }

  async click(selector: string, text = ""): Promise<void> {
    await this.sees(selector, text);
    // It may be drawn anew in this very moment.
    await expect(async () => {
      const [found] = await this.find(selector, text);
      expect(found).toBeDefined();
      await found?.click();
    }).toPass();
  }

  /** Waits for an element with a text. */
  async sees(selector: string, text = ""): Promise<void> {
    await expect.poll(() => this.count(selector, text), `${selector} ${text}`).toBeGreaterThan(0);
  }

  async seesNo(selector: string): Promise<void> {
    await expect.poll(() => this.count(selector), selector).toBe(0);
  }

  async isAt(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.driver.getCurrentUrl()).toMatch(pattern);
  }

  back(): Promise<void> {
    return this.driver.navigate().back();
  }

  forward(): Promise<void> {
    return this.driver.navigate().forward();
  }

  /** What a script in the page returns. */
  tells(script: string, ...given: unknown[]): Promise<unknown> {
    return this.driver.executeScript(`return ${script}`, ...given);
  }

  /** The first that is seen. */
  async part(selector: string, text = ""): Promise<WebElement> {
    await this.sees(selector, text);
    const [found] = await this.find(selector, text);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  }

  /** Waits for an element to have the focus. */
  async focuses(element: WebElement): Promise<void> {
    await expect
      .poll(() => this.tells("document.activeElement === arguments[0]", element))
      .toBe(true);
  }

  /** Waits for a file with such a name to be saved as a whole. */
  async saved(name: RegExp): Promise<string> {
    const files = () =>
      readdirSync(this.folder).filter(
        (file) => name.test(file) && statSync(`${this.folder}/${file}`).size > 0,
      );
    await expect.poll(files).toHaveLength(1);
    return `${this.folder}/${files()[0] ?? ""}`;
  }

  private count(selector: string, text = ""): Promise<number> {
    return this.driver.executeScript(`return (${SEEN})(...arguments).length`, selector, text);
  }

  private find(selector: string, text: string): Promise<WebElement[]> {
    return this.driver.executeScript(`return (${SEEN})(...arguments)`, selector, text);
  }
}

async function noteComplaints(driver: WebDriver, tab: Tab): Promise<void> {
  const inspector = await logInspector(driver);
  await inspector.onJavascriptException((entry) => tab.complaints.push(entry.text));
  await inspector.onConsoleEntry((entry) => {
    if (["error", "warn"].includes(entry.level)) tab.complaints.push(entry.text);
  });
}

export async function signIn(tab: Tab): Promise<void> {
  const { username, password } = demo();
  await tab.type("[name=username]", username);
  await tab.type("[name=password]", password, Key.ENTER);
}

declare module "selenium-webdriver/lib/input" {
  interface Actions {
    scroll(x: number, y: number, deltaX: number, deltaY: number, origin: WebElement): Actions;
  }
}

/** A tab of the browser that a group of tests is about, in which nothing may complain. */
export const test = base.extend<{ tried: Browser | undefined; tab: Tab }>({
  tried: [undefined, { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  noComplaints: async ({}, provide) => provide(),
  tab: async ({ tried }, provide) => {
    if (!tried) throw new Error("no browser is named");
    await withDriver(tried, async (driver, folder) => {
      const tab = new Tab(driver, folder);
      if ("webSocketUrl" in tried.capabilities(folder)) await noteComplaints(driver, tab);
      await provide(tab);
      expect(tab.complaints).toEqual([]);
    });
  },
});
