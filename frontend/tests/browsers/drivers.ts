import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { WebDriver } from "selenium-webdriver";
import { Builder, Capabilities } from "selenium-webdriver";
import { Part, freePort } from "../e2e/part";

export interface Browser {
  name: string;
  /** What has to be on the path, and which package of Debian or of crates.io brings it. */
  needs: Record<string, string>;
  driver: (port: string, other: string) => [string, ...string[]];
  /** With the folder for what it saves. */
  capabilities: (folder: string) => object;
  /** Its driver knows double clicks, and keys held while the wheel turns. */
  isDeft: boolean;
}

const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

export const BROWSERS: Browser[] = [
  {
    name: "Firefox",
    needs: {
      "firefox-esr": "apt install firefox-esr",
      geckodriver: "cargo install geckodriver",
      Xvfb: "apt install xvfb",
    },
    driver: (port, other) => [
      "geckodriver",
      "--port",
      port,
      "--websocket-port",
      other,
      "--log",
      "error",
    ],
    isDeft: true,
    capabilities: (folder) => ({
      browserName: "firefox",
      // Its console can be read, and a page be narrower than a window.
      webSocketUrl: true,
      "moz:firefoxOptions": {
        binary: "/usr/bin/firefox-esr",
        prefs: {
          "browser.download.folderList": 2,
          "browser.download.dir": folder,
          // As on Windows: scrollbars take room.
          "widget.gtk.overlay-scrollbars.enabled": false,
        },
      },
    }),
  },
  {
    name: "WebKit",
    needs: {
      WebKitWebDriver: "apt install webkit2gtk-driver",
      Xvfb: "apt install xvfb",
    },
    driver: (port) => ["WebKitWebDriver", `--port=${port}`],
    isDeft: false,
    capabilities: () => ({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] },
    }),
  },
];

/** What to do for a browser to be tried; nothing where it can be. */
export function missing({ needs }: Browser): string[] {
  const folders = (process.env["PATH"] ?? "").split(":");
  return Object.entries(needs)
    .filter(([program]) => !folders.some((folder) => existsSync(`${folder}/${program}`)))
    .map(([, install]) => install);
}

async function connect(port: string, capabilities: object): Promise<WebDriver> {
  const address = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${address}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  const builder = new Builder().usingServer(address);
  return builder.withCapabilities(new Capabilities(capabilities)).build();
}

/** Starts a browser on a screen of its own that nobody sees. */
export async function withDriver(
  { driver, capabilities }: Browser,
  provide: (driver: WebDriver, folder: string) => Promise<void>,
): Promise<void> {
  const screen = new Part({
    words: ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
    ready: /^\d+$/,
  });
  const display = `:${await screen.start()}`;
  const port = await freePort();
  const folder = mkdtempSync(`${tmpdir()}/releasewatch-browser-`);
  // WebKit saves what is downloaded at home.
  const program = new Part({
    words: driver(port, await freePort()),
    env: { DISPLAY: display, HOME: folder },
  });
  try {
    await program.start();
    const session = await connect(port, capabilities(folder));
    try {
      await session.manage().window().setRect({ x: 0, y: 0, width: 1440, height: 900 });
      await provide(session, folder);
    } finally {
      await session.quit();
    }
  } finally {
    await program.end("SIGTERM");
    await screen.end("SIGTERM");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
