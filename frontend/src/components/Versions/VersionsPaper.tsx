import { arrivingText } from "@/lib/versions/arriving";
import { paperLines } from "@/lib/versions/paper";
import type { TableRow } from "@/lib/versions/table";
import { plural, pluralIs } from "@/lib/words/words";
import "./VersionsPaper.css";

const MOST_PRINTED = 1_000;

interface VersionsPaperProps {
  rows: readonly TableRow[];
  clusters: readonly string[];
}

/** The table on paper: what differs, in words, and the rest in one line. */
export function VersionsPaper({ rows, clusters }: VersionsPaperProps) {
  const same = rows.filter(({ group }) => group === "same");
  const other = rows.filter(({ group }) => group !== "same");
  const left = other.length - MOST_PRINTED;
  return (
    <>
      <table className="versions-paper">
        <thead>
          <tr>
            <th>App</th>
            <th>Most run</th>
            <th>Arriving</th>
            <th>Otherwise</th>
          </tr>
        </thead>
        <tbody>
          {other.slice(0, MOST_PRINTED).map((row) => (
            <tr key={row.app}>
              <th scope="row">{row.app}</th>
              <td className="mono">{row.mostRun ?? "–"}</td>
              <td className="mono">{arrivingText(row.arriving, row.prefix)}</td>
              <td>
                {paperLines(row, clusters).map((line) => (
                  <p key={line.said}>
                    {line.said} <span>{`in ${line.clusters.join(", ")}`}</span>
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="versions-paper-same">{`${pluralIs(left, "more app")} not printed.`}</p>
      )}
      {same.length > 0 && (
        <p className="versions-paper-same">
          {`${plural(same.length, "app")} the same everywhere: `}
          {same.map(({ app, mostRun }) => `${app} ${mostRun ?? ""}`.trim()).join(", ")}
        </p>
      )}
    </>
  );
}
