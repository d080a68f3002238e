import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { labelOf, wordOf } from "@/lib/words/told";
import type {
  Counts,
  EntityNode,
  Hierarchy,
  ReleaseSummary,
  Status,
  Wave,
  WaveSummary,
} from "@/types/entities";

/** Releases as the server judges them, written by `make openapi`: the page and the row of each. */
interface Sample {
  tree: Hierarchy;
  row: ReleaseSummary;
}

interface Told {
  samples: Record<string, Sample>;
  storefront: Sample;
  list: ReleaseSummary[];
}

export const RELEASE_ID = "release:storefront-2026.48.2";
/** When all of them were read. */
export const READ_AT = "2026-11-24T12:04:30Z";
export const NOW = Date.parse(READ_AT);

const file = join(dirname(fileURLToPath(import.meta.url)), "samples.gen.json");

function isTold(value: unknown): value is Told {
  return typeof value === "object" && value !== null && "samples" in value;
}

function read(): Told {
  const told: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isTold(told)) throw new Error(`${file} holds no samples: run make openapi.`);
  return told;
}

const told = read();

function childrenOf(node: object): EntityNode[] {
  const below: Partial<Record<"waves" | "clusters" | "apps", EntityNode[]>> & {
    bundle?: EntityNode;
  } = node;
  return [below.waves, below.clusters, below.apps, below.bundle].flatMap((each) => each ?? []);
}

function counted(status: Status, type: string): Counts {
  return type === "app" ? { [status]: 1 } : {};
}

/** What the file leaves out, since it follows from the rest. */
function complete(node: EntityNode, above: string): void {
  const type = node.id.slice(0, node.id.indexOf(":"));
  const path = above + node.id;
  const left = { stuck: false, health: node.status, counts: counted(node.status, type) };
  Object.assign(node, Object.assign(left, node), { path, type });
  for (const child of childrenOf(node)) complete(child, `${path}/`);
}

/** What a row says of a wave. */
export function waveSummary(wave: Wave): WaveSummary {
  const { id, name = null, detail = null, status, health, stuck, counts } = wave;
  return {
    id,
    label: labelOf(wave),
    detail,
    name,
    word: wordOf(wave),
    status,
    health,
    stuck,
    counts,
  };
}

/** A copy of its own, for a test to change. */
function copyOf(sample: Sample | undefined): Sample {
  if (!sample) throw new Error("There is no such sample.");
  const { tree, row } = structuredClone(sample);
  complete(tree.release, "");
  return { tree, row: { ...row, waves: tree.release.waves.map(waveSummary) } };
}

export const SAMPLES: readonly string[] = Object.keys(told.samples);

export function sample(name: string): Sample {
  return copyOf(told.samples[name]);
}

/** The release of the design pictures: five waves, 240 apps, trouble in wave 2. */
export function storefront(): Hierarchy {
  return copyOf(told.storefront).tree;
}

/** The rows of the first picture. */
export function listed(): ReleaseSummary[] {
  return [copyOf(told.storefront).row, ...structuredClone(told.list)];
}
