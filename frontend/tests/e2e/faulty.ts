import { test as base } from "./plain";

export { expect } from "./plain";

/** For journeys among faults that a browser complains about, and should. */
export const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  noComplaints: ({}, provide) => provide(),
});
