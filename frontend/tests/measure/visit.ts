import { setTimeout } from "node:timers/promises";
import type { Browser, CDPSession } from "@playwright/test";

interface Reply {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
}

function isReply(value: unknown): value is Reply {
  return typeof value === "object" && value !== null && "id" in value;
}

interface Point {
  x: number;
  y: number;
}

function isPoint(value: unknown): value is Point {
  return typeof value === "object" && value !== null && "x" in value && "y" in value;
}

const SIZE = { width: 1440, height: 900 };

/**
 * A page that is only told what to run. Playwright's own pages watch the network, and each byte that comes in
 * then costs the main thread time: several times what reading costs.
 */
export class Visit {
  private asked = 0;

  private constructor(
    private readonly cdp: CDPSession,
    private readonly browserContextId: string,
    private readonly sessionId: string,
  ) {}

  static async open(browser: Browser, url: string): Promise<Visit> {
    const cdp = await browser.newBrowserCDPSession();
    const { browserContextId } = await cdp.send("Target.createBrowserContext");
    const page = { url, browserContextId, ...SIZE };
    const { targetId } = await cdp.send("Target.createTarget", page);
    const { sessionId } = await cdp.send("Target.attachToTarget", { targetId });
    const visit = new Visit(cdp, browserContextId, sessionId);
    await visit.runUntil("document.readyState === 'complete'");
    return visit;
  }

  async close(): Promise<void> {
    const { cdp, browserContextId } = this;
    await cdp.send("Target.disposeBrowserContext", { browserContextId });
    await cdp.detach();
  }

  async goTo(url: string): Promise<void> {
    await this.send("Page.navigate", { url });
    await this.runUntil("document.readyState === 'complete'");
  }

  /** What an expression comes to. */
  async run(expression: string): Promise<unknown> {
    const { result } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (result?.exceptionDetails) throw new Error(result.exceptionDetails.text);
    return result?.result?.value;
  }

  /** Asks until the expression comes to something true. */
  async runUntil(expression: string): Promise<unknown> {
    for (;;) {
      const value = await this.run(expression);
      if (value) return value;
      await setTimeout(50);
    }
  }

  /** Presses the middle of an element. */
  async click(element: string): Promise<void> {
    const middle = await this.run(
      `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(${element}.getBoundingClientRect())`,
    );
    if (!isPoint(middle)) throw new Error(`no ${element}`);
    const press = { ...middle, button: "left", clickCount: 1 };
    await this.send("Input.dispatchMouseEvent", { type: "mousePressed", ...press });
    await this.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...press });
  }

  private async send(method: string, params: object): Promise<Reply> {
    const { cdp, sessionId } = this;
    this.asked += 1;
    const id = this.asked;
    const answer = new Promise<Reply>((resolve) => {
      const hear = ({ message }: { message: string }): void => {
        const reply: unknown = JSON.parse(message);
        if (!isReply(reply) || reply.id !== id) return;
        cdp.off("Target.receivedMessageFromTarget", hear);
        resolve(reply);
      };
      cdp.on("Target.receivedMessageFromTarget", hear);
    });
    const message = JSON.stringify({ id, method, params });
    await cdp.send("Target.sendMessageToTarget", { sessionId, message });
    return answer;
  }
}
