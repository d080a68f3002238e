/** Where a column stands. Without a region it is called by its whole name. */
export interface Column {
  readonly cluster: string;
  readonly region: string;
  /** The name without the region. */
  readonly rest: string;
}

/** "eu-west-1b" is "b" of "eu-west-1"; "eu-prod" is "prod" of "eu". */
const PATTERNS = [/^(.*\d)([a-z])$/i, /^(.+)[-_./:]([^-_./:]+)$/];

function columnOf(cluster: string): Column {
  for (const pattern of PATTERNS) {
    const [, region, rest] = pattern.exec(cluster) ?? [];
    if (region !== undefined && rest !== undefined) return { cluster, region, rest };
  }
  return { cluster, region: "", rest: cluster };
}

/** The region of a cluster: its name without the last part. */
export function regionOf(cluster: string): string {
  return columnOf(cluster).region;
}

/** Columns by region, both in the order given. Where no region has two clusters, names stay whole. */
export function columnsOf(clusters: readonly string[]): readonly Column[] {
  const regions = new Map<string, Column[]>();
  for (const cluster of clusters) {
    const column = columnOf(cluster);
    const key = column.region === "" ? `cluster ${cluster}` : column.region;
    regions.set(key, [...(regions.get(key) ?? []), column]);
  }
  const isTold = [...regions.values()].some((columns) => columns.length > 1);
  if (isTold) return [...regions.values()].flat();
  return columnsInOrder(clusters);
}

/** A wave of one release, and its clusters in the order of the rollout. */
export interface Wave {
  readonly label: string;
  readonly clusters: readonly string[];
}

/** In the order given, each under its whole name. */
export function columnsInOrder(clusters: readonly string[]): readonly Column[] {
  return clusters.map((cluster) => ({ cluster, region: "", rest: cluster }));
}

/** Columns by the waves of a release; those that it does not reach come last. */
export function columnsByWave(
  clusters: readonly string[],
  waves: readonly Wave[],
): readonly Column[] {
  const left = new Set(clusters);
  const reached = waves.flatMap(({ label, clusters: inside }) =>
    inside
      // A cluster stands once, where the release reaches it first.
      .filter((cluster) => left.delete(cluster))
      .map((cluster) => ({ cluster, region: label, rest: cluster })),
  );
  const others = [...left].map((cluster) => ({ cluster, region: "In no wave", rest: cluster }));
  return [...reached, ...others];
}

/** Columns side by side that stand in one region. */
export interface Span {
  readonly region: string;
  readonly first: number;
  readonly count: number;
}

/** The regions over the columns; none where no column has one. */
export function spansOf(columns: readonly Column[]): readonly Span[] {
  const spans: Span[] = [];
  for (const [at, { region }] of columns.entries()) {
    const last = spans.at(-1);
    if (last && region !== "" && last.region === region) {
      spans[spans.length - 1] = { ...last, count: last.count + 1 };
    } else spans.push({ region, first: at, count: 1 });
  }
  return spans.some(({ region }) => region !== "") ? spans : [];
}
