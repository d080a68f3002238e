/**
 * Every sentence that is built from numbers, names and words of others. The kind: singular and plural, zero, a word
 * said twice, a sentence that begins small, and an id or an error of others whose letters were changed.
 */
import { describe, expect, it } from "vitest";
import { doneText } from "@/lib/words/done";
import { summaryOf, summaryText } from "@/lib/list/listSummary";
import { problemRows, problemSummary } from "@/lib/tree/problems";
import { rowReason, rowWord } from "@/lib/list/releaseRow";
import { rowView, spokenName } from "@/lib/tree/rowView";
import { pageTitle } from "@/lib/words/title";
import { buildTree } from "@/lib/tree/tree";
import type { Tree } from "@/lib/tree/tree";
import { unreadOf } from "@/lib/tree/unread";
import { pastVerdict, verdictOf } from "@/lib/tree/verdict";
import { pastWaveCells, waveCells } from "@/lib/tree/waves";
import { STATUSES } from "@/types/entities";
import type { Release, ReleaseSummary, Status } from "@/types/entities";
import { problems, releasePage, releaseSummary } from "@tests/support/releases";
import { NOW, execution, makeApp, makeCluster, makeRelease, makeWave } from "./factories";

const REASON = "rPC error: eU-west-1 said java.lang.Oops";
const read = { complete: true, progress: { read: 9, known: 9 } };

interface Made {
  status: Status;
  /** How many apps have it, beside as many that succeeded. */
  count: number;
  rest: number;
  release: Status;
  isClosed: boolean;
}

function treeOf({ status, count, rest, release, isClosed }: Made): Tree {
  const said = { status, message: REASON, waiting_for: status === "waiting" ? "eU-team" : null };
  const wave = makeWave(
    1,
    "eU-west",
    (path) => [
      makeCluster(path, "eU-west-1", (parent) => [
        ...Array.from({ length: count }, (_, index) =>
          makeApp(parent, `web${"x".repeat(index)}`, said),
        ),
        ...Array.from({ length: rest }, (_, index) => makeApp(parent, `ok-${String(index)}`)),
      ]),
    ],
    { status: release },
  );
  const run = execution("release:x", "Release", "q", isClosed ? { status: "Completed" } : {});
  const over: Partial<Release> = { status: release, message: null, execution: run };
  return buildTree({ release: makeRelease([wave], over) });
}

function* made(): Generator<Made> {
  for (const status of STATUSES)
    for (const release of STATUSES)
      for (const count of [0, 1, 2, 3])
        for (const rest of [0, 1, 2])
          for (const isClosed of [false, true]) yield { status, count, rest, release, isClosed };
}

/** What each part of the page says of a tree: whole sentences, and pieces of a line. */
function saidOf(tree: Tree): { sentences: string[]; pieces: string[] } {
  const verdict = verdictOf(tree, read);
  const past = pastVerdict(verdict, "Temporal", "12:03:41");
  const cells = [...waveCells(tree), ...pastWaveCells(tree, "utc")];
  const unread = unreadOf(tree, read);
  return {
    sentences: [verdict.bold, verdict.plain, past.bold, past.plain, unread?.text ?? ""],
    pieces: [
      verdict.word,
      pageTitle(verdict, tree.release),
      doneText(tree.root.counts, "app"),
      problemSummary(problemRows(tree)),
      ...problemRows(tree).flatMap((row) => [row.cause ?? "", ...row.place]),
      ...cells.flatMap((cell) => cell.note.map((part) => part.text)),
      ...tree.nodes.map((node) => spokenName(rowView(tree, node, NOW, "utc", null))),
    ],
  };
}

const BAD_NUMBER =
  /\b1 (?:apps|parts|waves|releases|reasons|clusters)\b|\b(?:[02-9]|\d\d+) (?:app|part|wave|release|cluster)\b(?! in)/;
const BAD_VERB =
  /\b1 of \d+ apps are\b|\b1 (?:app|release|part) are\b|\b(?:[02-9]|\d\d+) needs\b|\b1 need\b|\bis needs\b|[Ww]as needs/;
const TWICE = /\b(\p{L}+) \1\b/u;

/** Letters of others that were changed. */
const CHANGED = /RPC error|EU-west|EU-team|Java\.lang/;
const GARBLED = /undefined|null|NaN|\.\.|,,|: ?$|^[,.]/;

function isBadPiece(text: string): boolean {
  return [BAD_NUMBER, BAD_VERB, TWICE, CHANGED, GARBLED].some((bad) => bad.test(text));
}

/** Where the words of others begin a sentence, no capital can be asked for. */
function isBadSentence(text: string): boolean {
  if (isBadPiece(text)) return true;
  const isOthers = text === "" || text.startsWith(REASON);
  return !isOthers && !/^(?:[A-Z]|\d).*[.!?…]$/.test(text);
}

describe("what a release's page says", () => {
  it("is English for every status and every count", () => {
    const said = [...made()].map((one) => saidOf(treeOf(one)));
    expect(said.flatMap(({ sentences }) => sentences).filter(isBadSentence)).toEqual([]);
    expect(said.flatMap(({ pieces }) => pieces).filter(isBadPiece)).toEqual([]);
  });

  it("never adds what was skipped or cancelled to what is done", () => {
    for (const status of ["skipped", "cancelled"] as const) {
      const tree = treeOf({ status, count: 3, rest: 1, release: "running", isClosed: false });
      const all = Object.values(saidOf(tree)).flat().join("\n");
      expect(all).toContain(`1 of 4 apps done, 3 ${status}`);
      expect(all).not.toMatch(/\b4 of 4\b|\b4 \/ 4\b/);
    }
  });
});

function rowOf(health: Status, count: number): ReleaseSummary {
  const kinds = { failed: count, stuck: count, unknown: count, waiting: count, retrying: count };
  return releaseSummary({
    name: "Shop",
    version: "7",
    health,
    message: REASON,
    counts: { succeeded: 1, [health]: count },
    problems: problems(kinds),
  });
}

function saidOfRows(row: ReleaseSummary, count: number): string[] {
  const { lead = "", rest = "", who = "", where = "", why = "" } = rowReason(row, NOW) ?? {};
  const attention = { failed: count, stuck: count, unknown: count, waiting: count };
  const summary = summaryText(summaryOf(releasePage({ attention })));
  return [lead + rest, who, where, why, rowWord(row, false), rowWord(row, true), summary];
}

describe("what the list says", () => {
  it("is English for every status and every count", () => {
    const said = STATUSES.flatMap((health) =>
      [0, 1, 2].flatMap((count) => saidOfRows(rowOf(health, count), count)),
    );
    expect(said.filter(isBadPiece)).toEqual([]);
  });

  it("counts a retry beside an approval as what a person is needed for", () => {
    const row = releaseSummary({
      name: "Shop",
      version: "7",
      health: "retrying",
      counted_as: "waiting",
      problems: problems({ retrying: 1, waiting: 1 }),
      culprit: { id: "app:web", type: "app", path: "app:web", status: "retrying", stuck: false },
    });
    const reason = rowReason(row, NOW);
    expect(reason && reason.lead + reason.rest).toBe("1 retrying, 1 needs approval");
    expect(rowWord(row, false)).toBe("Needs approval");
  });
});
