import { act } from "@testing-library/react";
import { vi } from "vitest";

/** Answers arrive in real time, polls in pretended time. */
export async function pass(seconds: number) {
  for (let second = 0; second < seconds; second += 1) {
    await act(() => vi.advanceTimersByTimeAsync(1000));
    await act(() => new Promise((resolve) => setImmediate(resolve)));
    await act(() => new Promise((resolve) => setImmediate(resolve)));
  }
}

export function setHidden(hidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(hidden ? "hidden" : "visible");
  act(() => {
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("visibilitychange"));
  });
}
