import { formatNumber, plural } from "@/lib/words/words";
import type { EntityType, Status, Word } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import type { Part } from "./snapshot";

export interface Change extends Part {
  readonly path: string;
  readonly type: EntityType;
  readonly label: string;
  readonly parent: Change | null;
}

/** "2 apps failed", with the status where it still needs a person. */
export interface Clause {
  readonly text: string;
  readonly tone: Status | null;
  /** More than an app has finished. */
  readonly isMilestone: boolean;
  readonly count: number;
}

export interface News {
  /** The worst first. */
  readonly clauses: readonly Clause[];
  /** How many changes are not among them. */
  readonly more: number;
}

/** What has happened to what now has this word, to one and to many; the worst first. */
const HAPPENED: Readonly<Record<Word, readonly [string, string]>> = {
  Failed: ["failed", "failed"],
  Failing: ["began failing", "began failing"],
  "Ended with failures": ["ended with failures", "ended with failures"],
  "Timed out": ["timed out", "timed out"],
  Terminated: ["was terminated", "were terminated"],
  Stuck: ["got stuck", "got stuck"],
  "Needs approval": ["asks for approval", "ask for approval"],
  Unknown: ["could not be read", "could not be read"],
  Succeeded: ["finished", "finished"],
  Retrying: ["began retrying", "began retrying"],
  Paused: ["was paused", "were paused"],
  Cancelled: ["was cancelled", "were cancelled"],
  Skipped: ["was skipped", "were skipped"],
  "In progress": ["began", "began"],
  "Not started": ["waits to start", "wait to start"],
};

const ORDER = Object.keys(HAPPENED);
const LEVELS: readonly EntityType[] = ["release", "wave", "cluster", "bundle", "app"];
const MOST_CLAUSES = 4;

function above(change: Change): Change[] {
  const line: Change[] = [];
  for (let up = change.parent; up; up = up.parent) line.push(up);
  return line;
}

/**
 * Leaves out what another change says already: a wave fails by its apps, of which the text names the apps; and a wave
 * that has finished has finished with all its apps, of which it names the wave.
 */
function told(changes: readonly Change[]): Change[] {
  const changed = new Set(changes);
  const explained = new Set<Change>();
  for (const change of changes) {
    for (const up of above(change)) {
      if (!changed.has(up)) continue;
      if (TERMS[up.word].attention && TERMS[up.word].status === TERMS[change.word].status) {
        explained.add(up);
      } else if (!TERMS[change.word].attention && up.word === change.word) {
        explained.add(change);
      }
    }
  }
  return changes.filter((change) => !explained.has(change));
}

function textOf(changes: readonly Change[], hasSaid: boolean): string {
  const [first] = changes;
  if (!first) return "";
  const [one, many] = HAPPENED[first.word];
  if (changes.length === 1) return `${first.label} ${one}`;
  const isDone = first.type === "app" && first.word === "Succeeded";
  const noun = first.type === "bundle" ? "cluster" : first.type;
  const what = hasSaid
    ? `${formatNumber(changes.length)} more ${noun}s`
    : plural(changes.length, noun);
  return `${what} ${isDone ? "done" : many}`;
}

function rankOf({ word, type }: Change): number {
  return ORDER.indexOf(word) * LEVELS.length + LEVELS.indexOf(type);
}

/** What has changed in words: "2 apps failed, eu-west-1a finished, 5 more apps done". */
export function newsOf(changes: readonly Change[]): News {
  const groups = Map.groupBy(told(changes), rankOf);
  const ranks = [...groups.keys()].toSorted((a, b) => a - b);
  const said = new Set<Word>();
  const clauses = ranks.map((rank): Clause => {
    const group = groups.get(rank) ?? [];
    const { word = "Unknown", type } = group[0] ?? {};
    const text = textOf(group, said.has(word));
    said.add(word);
    const { attention, status } = TERMS[word];
    const isMilestone = word === "Succeeded" && type !== "app";
    return { text, tone: attention ? status : null, isMilestone, count: group.length };
  });
  const rest = clauses.slice(MOST_CLAUSES);
  return {
    clauses: clauses.slice(0, MOST_CLAUSES),
    more: rest.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The same as one sentence, for screen readers. */
export function newsText({ clauses, more }: News): string {
  const texts = clauses.map(({ text }) => text);
  return more > 0 ? `${texts.join(", ")} and ${formatNumber(more)} more` : texts.join(", ");
}
