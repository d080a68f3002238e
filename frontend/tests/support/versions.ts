import type { Brought, CellHistory, Status, VersionCell, Versions, Word } from "@/types/entities";

const AT = "2026-11-24T11:00:00Z";

export function brought(
  version: string,
  status: Status = "succeeded",
  word: Word = "Succeeded",
  more: Partial<Brought> = {},
): Brought {
  const release = `release:r-${version}`;
  return { release_id: release, path: `${release}/app:a`, version, status, word, at: AT, ...more };
}

export function cell(cluster: string, version: string, onTop: Brought[] = []): VersionCell {
  return { cluster, runs: brought(version), on_top: onTop };
}

const REGIONS = ["eu-west", "eu-north", "us-east", "us-west", "ap-south"];

/** Apps in clusters: in every tenth app one cluster fails, and in every fourth another runs an older version. */
export function versionsOf(apps: number, clusters: number): Versions {
  const names = Array.from(
    { length: clusters },
    (_, at) =>
      `${REGIONS[at % REGIONS.length] ?? ""}-${String(Math.floor(at / REGIONS.length) + 1)}`,
  );
  const failed = brought("2026.48.2", "failed", "Failed", { cause: "ImagePullBackOff" });
  const row = (at: number) => ({
    app: `app-${String(at).padStart(3, "0")}`,
    cells: names.map((name, column) => {
      if (at % 10 === 0 && column === 3) return cell(name, "2026.47.3", [failed]);
      return cell(name, at % 4 === 0 && column === 1 ? "2026.46.9" : "2026.47.3");
    }),
  });
  return {
    apps: Array.from({ length: apps }, (_, at) => row(at)),
    clusters: names,
    releases: [
      {
        id: "release:r-2026.48.2",
        name: "Storefront",
        version: "2026.48.2",
        open: true,
        read: true,
      },
      { id: "release:r-2026.47.3", open: false, started_at: AT, read: true },
    ],
    progress: { read: 31, known: 40 },
    back_to: AT,
    oldest: AT,
    read_at: AT,
    complete: false,
  };
}

/** What came before in any cell: one failed, one runs, one was cancelled and four have succeeded. */
export function historyOf(app: string, cluster: string): CellHistory {
  const failed = brought("2026.48.2", "failed", "Failed", { cause: "ImagePullBackOff" });
  const top = { ...failed, wave: "Wave 2", attempt: 3, maximum_attempts: 3 };
  const runs = { ...brought("2026.47.3"), duration: 130, workflow_id: "app:a", run_id: "r" };
  const cancelled = brought("2026.47.2", "cancelled", "Cancelled");
  const older = ["2026.47.1", "2026.46.9", "2026.46.8", "2026.46.7"].map((each) => brought(each));
  const reports = [top, runs, cancelled, ...older];
  return {
    app,
    cluster,
    runs,
    on_top: [top],
    reports,
    total: reports.length,
    progress: { read: 31, known: 40 },
    back_to: AT,
    oldest: AT,
    read_at: AT,
    complete: false,
  };
}
