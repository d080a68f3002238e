import { expect, it } from "vitest";
import { paperLines } from "@/lib/versions/paper";
import { tableRows } from "@/lib/versions/table";
import type { VersionCell } from "@/types/entities";
import { brought, cell } from "../support/versions";

function linesOf(cells: VersionCell[], clusters = cells.map(({ cluster }) => cluster)) {
  const [row] = tableRows([{ app: "a", cells }]);
  return row && paperLines(row, clusters);
}

it("has what breaks the line, each thing once", () => {
  const failed = brought("2.0", "failed", "Failed", { cause: "no such image" });
  const same = [cell("us-1", "1.0"), cell("us-2", "1.0")];
  const cells = [cell("eu-1", "2.0"), ...same, cell("us-3", "2.0"), cell("us-4", "1.0", [failed])];
  expect(linesOf(cells, ["eu-1", "us-1", "us-2", "us-3", "us-4", "us-5"])).toEqual([
    { said: "2.0", clusters: ["eu-1", "us-3"] },
    { said: "1.0; Failed: 2.0, no such image", clusters: ["us-4"] },
  ]);
});

it("does not say how far each is that is under way, which would be a line for each cluster", () => {
  const moving = (cause: string) => brought("2.0", "running", "In progress", { cause });
  const retried = brought("2.0", "retrying", "Retrying", { cause: "not ready" });
  const cells = [
    cell("eu-1", "1.0", [moving("Shifting traffic, 40%")]),
    cell("us-1", "1.0", [moving("Pulling image")]),
    cell("us-2", "1.0", [retried]),
  ];
  expect(linesOf(cells)).toEqual([
    { said: "1.0; In progress: 2.0", clusters: ["eu-1", "us-1"] },
    { said: "1.0; Retrying: 2.0, not ready", clusters: ["us-2"] },
  ]);
});

it("says by whom a version is told that nothing has shown to run", () => {
  const failed = brought("2.0", "failed", "Failed", { previous_version: "1.0" });
  const [line] = linesOf([cell("eu-1", "1.0"), { cluster: "us-1", on_top: [failed] }]) ?? [];
  expect(line?.said).toBe("nothing known to run; r-2.0 says that 1.0 ran before; Failed: 2.0");
});
