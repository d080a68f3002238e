/**
 * Every piece of a line that the dashboard builds from numbers, names and words of others. The kind: singular and
 * plural, zero, a word said twice, and an id or an error of others whose letters were changed.
 */
import { describe, expect, it } from "vitest";
import { summaryOf, summaryText } from "@/lib/list/listSummary";
import { rowReason } from "@/lib/list/releaseRow";
import { pastVerdict } from "@/lib/tree/past";
import { problemSummary } from "@/lib/tree/problems";
import { rowView, spokenName } from "@/lib/tree/rowView";
import { buildTree } from "@/lib/tree/tree";
import { unreadOf } from "@/lib/tree/unread";
import { pastWaveCells, waveCells } from "@/lib/tree/waves";
import { foldText, stripOf } from "@/lib/tree/waveFold";
import { doneText } from "@/lib/words/done";
import { pageTitle } from "@/lib/words/title";
import { STATUSES } from "@/types/entities";
import { releasePage } from "@tests/support/releases";
import { NOW, SAMPLES, sample } from "@tests/support/samples";

/** What each part of list and page says of a release. */
function saidOf(name: string): string[] {
  const { tree: answer, row } = sample(name);
  const tree = buildTree(answer);
  const past = pastVerdict(answer.verdict, "Temporal does not answer.", "12:03:41");
  const cells = waveCells(tree);
  const fold = foldText(stripOf(cells));
  const reason = row.verdict ? rowReason(row, row.verdict, NOW) : undefined;
  return [
    pageTitle(answer.verdict, tree.release),
    past.detail,
    unreadOf(tree, answer)?.text ?? "",
    problemSummary(tree),
    fold.title,
    fold.note,
    ...(reason ? [reason.lead + reason.rest, reason.who, reason.where, reason.why] : []),
    ...[...cells, ...pastWaveCells(tree, "utc")].flatMap(({ note }) =>
      note.map(({ text }) => text),
    ),
    ...tree.nodes.flatMap((node) =>
      [null, { readAt: NOW, zone: "utc" as const }].map((moment) =>
        spokenName(rowView(tree, node, NOW, "utc", moment)),
      ),
    ),
  ];
}

const BAD_NUMBER =
  /\b1 (?:apps|parts|waves|releases|reasons|clusters)\b|\b(?:[02-9]|\d\d+) (?:app|part|wave|release|cluster)\b(?! in)/;
const BAD_VERB =
  /\b1 of \d+ apps are\b|\b1 (?:app|release|part) are\b|(?<!Wave |-)\b(?:[02-9]|\d\d+) needs\b|\b1 need\b|\bis needs\b|[Ww]as needs/;
const TWICE = /\b(\p{L}+) \1\b/u;
const GARBLED = /undefined|null|NaN|\.\.|,,|: ?$|^[,.]/;

function isBad(text: string): boolean {
  return [BAD_NUMBER, BAD_VERB, TWICE, GARBLED].some((bad) => bad.test(text));
}

describe("what the dashboard says", () => {
  it.each(SAMPLES)("of a release is English: %s", (name) => {
    expect(saidOf(name).filter(isBad)).toEqual([]);
  });

  it("never adds what was skipped or cancelled to what is done", () => {
    for (const status of ["skipped", "cancelled"] as const) {
      expect(doneText({ succeeded: 1, [status]: 3 }, "app")).toBe(`1 of 4 apps done, 3 ${status}`);
      expect(doneText({ [status]: 4 }, "app")).toBe(`4 ${status}`);
    }
  });

  it("of numbers of apps is English for every status and every count", () => {
    const counts = STATUSES.flatMap((status) =>
      [0, 1, 2].flatMap((count) => [0, 1, 2].map((succeeded) => ({ succeeded, [status]: count }))),
    );
    expect(counts.map((each) => doneText(each, "app")).filter(isBad)).toEqual([]);
  });

  it("of the whole list is English for every count", () => {
    const said = [0, 1, 2].map((count) => {
      const attention = { failed: count, stuck: count, unknown: count, waiting: count };
      return summaryText(summaryOf(releasePage({ attention })));
    });
    expect(said.filter(isBad)).toEqual([]);
  });
});
