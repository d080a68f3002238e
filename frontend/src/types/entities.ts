import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Status = Schemas["Status"];
export type EntityType = Schemas["EntityType"];
export type Execution = Schemas["Execution"];
export type Retrying = Schemas["Retrying"];
export type Code = Schemas["Code"];

export type App = Schemas["App"];
export type Bundle = Schemas["Bundle"];
export type Cluster = Schemas["Cluster"];
export type Wave = Schemas["Wave"];
export type Release = Schemas["Release"];
export type EntityNode = App | Bundle | Cluster | Wave | Release;

export type Counts = Partial<Record<Status, number>>;
export type Progress = Schemas["Progress"];
export type Hierarchy = Schemas["Hierarchy"];
export type Changes = Schemas["Changes"];
export type ChangedNode = Schemas["ChangedNode"];
export type ReleasePage = Schemas["ReleasePage"];
/** What a page of the list says, without when. */
export type ListAnswer = Omit<ReleasePage, "read_at">;
export type ReleaseSummary = Schemas["ReleaseSummary"];
export type WaveSummary = Schemas["WaveSummary"];
export type Versions = Schemas["Versions"];
export type VersionRow = Schemas["VersionRow"];
export type VersionCell = Schemas["VersionCell"];
export type VersionSource = Schemas["VersionSource"];
export type Brought = Schemas["Brought"];
export type Report = Schemas["Report"];
export type CellHistory = Schemas["CellHistory"];
export type Comparison = Schemas["Comparison"];
export type ComparedTree = Schemas["ComparedTree"];
export type ComparedWave = Schemas["ComparedWave"];
export type ComparedRow = Schemas["ComparedRow"];
export type ComparedApps = Schemas["ComparedApps"];
export type Finding = Schemas["Finding"];
export type Fold = Schemas["Fold"];
export type Verdict = Schemas["Verdict"];
export type NodeProblem = Schemas["NodeProblem"];
export type GivenApproval = Schemas["GivenApproval"];
export type Usual = Schemas["Usual"];
export type UsualWave = Schemas["UsualWave"];
export type UsualRange = Schemas["UsualRange"];
export type ProblemKind = Schemas["ProblemKind"];
export type Meta = Schemas["Meta"];
export type StatusTerm = Schemas["StatusTerm"];
export type Word = Schemas["Word"];
export type Term = Schemas["Term"];
export type System = Schemas["SystemState"];
export type TaskQueue = Schemas["TaskQueue"];
export type Budget = Schemas["Budget"];

/** The vocabulary, worst first. The server's own order; the types break when it gains a word. */
export const STATUSES = [
  "failed",
  "retrying",
  "unknown",
  "waiting",
  "paused",
  "running",
  "pending",
  "cancelled",
  "skipped",
  "succeeded",
] as const satisfies readonly Status[];
