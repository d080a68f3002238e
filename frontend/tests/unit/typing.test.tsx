import { act, cleanup, renderHook } from "@testing-library/react";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useTypedText } from "@/hooks/useTypedText";

/**
 * What is typed stays, letter by letter, however late the address comes back with it, and in the end the address says
 * the same. Only what somebody else does to the address (back, forward, a cleared filter) replaces it.
 */
beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** An address that tells of each change when the test lets it. */
function field(initial = "") {
  const late: string[] = [];
  const hook = renderHook(({ value }) => useTypedText(value, (text) => late.push(text)), {
    initialProps: { value: initial },
  });
  let address = initial;
  const say = (value: string) => {
    address = value;
    hook.rerender({ value });
  };
  return {
    text: () => hook.result.current.text,
    address: () => address,
    late,
    type: (text: string): void => act(() => hook.result.current.setText(text)),
    compose: (is: boolean): void => act(() => hook.result.current.setComposing(is)),
    pause: (milliseconds: number): void =>
      act(() => {
        vi.advanceTimersByTime(milliseconds);
      }),
    say,
    /** As a router does: late, one by one or only the last of several. */
    catchUp: (steps = Number.POSITIVE_INFINITY) => {
      const told = late.splice(0, steps).at(-1);
      if (told !== undefined) say(told);
    },
    again: () => hook.rerender({ value: address }),
  };
}

const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", " ", "-").map((letter) => ({ letter })) },
  { weight: 1, arbitrary: fc.constant({ letter: "" }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 400 }).map((pause) => ({ pause })) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }).map((steps) => ({ steps })) },
  { weight: 2, arbitrary: fc.constant({ poll: true }) },
  { weight: 1, arbitrary: fc.constantFrom("", "back", "forth").map((external) => ({ external })) },
);

describe("typing", () => {
  it("loses nothing, in whatever order things happen", () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 40 }), (steps) => {
        const each = field();
        let typed = "";
        for (const step of steps) {
          if ("letter" in step) {
            typed = step.letter === "" ? typed.slice(0, -1) : typed + step.letter;
            each.type(typed);
          }
          if ("pause" in step) each.pause(step.pause);
          if ("steps" in step) each.catchUp(step.steps);
          if ("poll" in step) each.again();
          // Nobody goes back before the address has arrived where one was.
          if ("external" in step && each.late.length === 0 && each.address() !== step.external) {
            typed = step.external;
            each.say(typed);
          }
          expect(each.text()).toBe(typed);
        }
        each.pause(300);
        each.catchUp();
        each.pause(300);
        expect(each.late).toEqual([]);
        expect(each.text()).toBe(typed);
        expect(each.address()).toBe(typed.trim());
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("keeps the blank after a word, and tells nobody of it", () => {
    const each = field();
    each.type("web ");
    each.pause(300);
    expect(each.late).toEqual(["web"]);
    each.catchUp();
    expect(each.text()).toBe("web ");
    each.type("web app");
    each.pause(300);
    each.catchUp();
    expect(each.address()).toBe("web app");
  });

  it("waits for the end of a word that is composed", () => {
    const each = field();
    each.compose(true);
    each.type("ｓｈ");
    each.pause(2000);
    expect(each.late).toEqual([]);
    each.type("しょ");
    each.compose(false);
    each.pause(300);
    expect(each.late).toEqual(["しょ"]);
  });

  it("takes a clearing to the address at once", () => {
    const each = field("web");
    each.type("");
    each.pause(0);
    expect(each.late).toEqual([""]);
  });

  it("follows back and forward, and forgets what was on its way", () => {
    const each = field("first");
    each.type("first and");
    each.say("before");
    expect(each.text()).toBe("before");
    each.pause(1000);
    expect(each.late).toEqual([]);
  });

  it("is not hurried or held up by a page that draws itself again", () => {
    const each = field();
    each.type("web");
    for (let poll = 0; poll < 10; poll += 1) {
      each.pause(24);
      each.again();
    }
    expect(each.late).toEqual([]);
    each.pause(10);
    expect(each.late).toEqual(["web"]);
  });
});
