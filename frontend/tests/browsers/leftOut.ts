import { BROWSERS, missing } from "./drivers";

/** Says once which browsers are not tried, and how they could be. */
// oxlint-disable-next-line import/no-default-export -- Playwright takes it by this name
export default function sayWhatIsLeftOut(): void {
  for (const browser of BROWSERS) {
    const installs = missing(browser);
    if (installs.length > 0) {
      process.stdout.write(`Left out: ${browser.name}. To try it: ${installs.join(", ")}.\n`);
    }
  }
}
