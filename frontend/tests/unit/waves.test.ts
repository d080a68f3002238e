import { describe, expect, it } from "vitest";
import { buildTree } from "@/lib/tree/tree";
import { pastWaveCells, waveCells } from "@/lib/tree/waves";
import type { WaveCell } from "@/lib/tree/waves";
import { sample, storefront } from "@tests/support/samples";

const tree = buildTree(storefront());

function notes(cells: readonly WaveCell[], separator = " · "): string[] {
  return cells.map((cell) => cell.note.map((part) => part.text).join(separator));
}

describe("the wave strip", () => {
  it("shows the current wave and says why the others wait", () => {
    expect(notes(waveCells(tree))).toEqual([
      "Canary, done in 9 min",
      "2 failed · 1 stuck · 4 in progress · 2 not started",
      "Europe, held by wave 2",
      "Americas, after wave 3",
      "Asia Pacific, after wave 4",
    ]);
    expect(
      waveCells(tree)
        .map(({ isCurrent }) => isCurrent)
        .indexOf(true),
    ).toBe(1);
  });

  it("says whom a wave waits for when the release does not let it begin", () => {
    const [, held] = waveCells(buildTree(sample("held wave").tree));
    expect(held?.note.at(-1)).toEqual({
      text: "Needs approval by platform-oncall",
      tone: "waiting",
    });
  });

  it("colours what needs a person, and nothing else", () => {
    const tones = waveCells(tree).flatMap((cell) => cell.note.map(({ tone }) => tone));
    expect(tones.filter((tone) => tone !== null)).toEqual(["failed", "stuck"]);
  });

  it("says the past during an outage", () => {
    expect(notes(pastWaveCells(tree, "utc"), ", ")).toEqual([
      "Was done at 11:47",
      "Last known, 2 failed, 1 stuck, 4 in progress, 2 not started",
      "Had not started, held by wave 2",
      "Had not started, after wave 3",
      "Had not started, after wave 4",
    ]);
  });
});
