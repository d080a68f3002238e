import type { WebDriver, WebElement } from "selenium-webdriver";
import { By, Key } from "selenium-webdriver";
import logInspector from "selenium-webdriver/bidi/logInspector.js";
import { demo, expect, test } from "../e2e/stack";
import { BROWSERS, missing, withDriver } from "./drivers";

const SEEN = `(selector, text) => [...document.querySelectorAll(selector)]
  .filter((each) => each.textContent.includes(text) && each.getClientRects().length > 0)`;

/** A page in a browser that is told by W3C WebDriver: what is awaited may take its time. */
class Tab {
  readonly complaints: string[] = [];

  constructor(private readonly driver: WebDriver) {}

  open(address: string): Promise<void> {
    return this.driver.get(address);
  }

  async type(selector: string, ...keys: string[]): Promise<void> {
    await this.sees(selector);
    await this.driver.findElement(By.css(selector)).sendKeys(...keys);
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

async function signIn(tab: Tab): Promise<void> {
  const { username, password } = demo();
  await tab.type("[name=username]", username);
  await tab.type("[name=password]", password, Key.ENTER);
}

/** From the door to the reason, with the history and the keyboard, and out again. */
async function walk(tab: Tab, address: string): Promise<void> {
  await tab.open(address);
  await signIn(tab);
  await tab.sees("h1", "Releases");
  await tab.sees("[role=row] a, tr a", "Storefront");
  await tab.sees("[role=group][aria-label=Freshness]", "Live");

  await tab.type("input[type=search]", "storefront");
  await tab.isAt(/\?q=storefront/);
  // A tree opens where something has failed, and the demo has just begun.
  await tab.sees("[role=row]", "Failing");
  await tab.click("a[href^='/releases/']", "Storefront");
  await tab.sees("h1", "Storefront");

  await tab.click("[role=treeitem]", "checkout");
  await tab.isAt(/[?&]node=/);
  await tab.sees("[role=complementary], aside", "ImagePullBackOff");

  await tab.back();
  await tab.seesNo("[role=complementary], aside");
  await tab.back();
  await tab.sees("h1", "Releases");
  await tab.forward();
  await tab.sees("h1", "Storefront");
  await tab.forward();
  await tab.sees("[role=complementary], aside", "ImagePullBackOff");
  await tab.press(Key.ESCAPE);
  await tab.seesNo("[role=complementary], aside");

  await tab.press("n");
  await tab.press(Key.ENTER);
  await tab.sees("[role=complementary], aside");
  await tab.press(Key.ESCAPE);
  await tab.press("g", "l");
  await tab.sees("h1", "Releases");

  await tab.click("button[aria-haspopup=menu]");
  await tab.sees("[role=menu]:focus");
  await tab.press(Key.END);
  await tab.sees("[role=menuitem]:focus", "Sign out");
  await tab.press(Key.ENTER);
  await tab.sees("[name=password]");
}

for (const browser of BROWSERS) {
  test.describe(browser.name, () => {
    test.skip(missing(browser).length > 0);

    test("from the door to the reason and out again", async ({ stack }) => {
      await withDriver(browser, async (driver) => {
        const tab = new Tab(driver);
        if ("webSocketUrl" in browser.capabilities) await noteComplaints(driver, tab);
        await walk(tab, stack);
        expect(tab.complaints).toEqual([]);
      });
    });
  });
}
