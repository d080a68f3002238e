import { test as base } from "./stack";

export { expect } from "./stack";

/** For journeys among faults that a browser complains about, and should. */
export const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  noComplaints: ({}, provide) => provide(),
});
