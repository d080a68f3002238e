import { savedShare } from "@/lib/app/system";
import { formatNumber } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Table } from "./Card";

export function SharedReadsCard({ system }: { system: System }) {
  const kinds = [
    ["Lists", system.list_reads],
    ["Trees", system.tree_reads],
    ["Single entities", system.entity_reads],
  ] as const;
  return (
    <Card title="Shared reads" note="Requests for the same data at the same moment share one read.">
      <Table>
        <caption className="visually-hidden">Requests, and the reads that served them</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            {["Requests", "Reads", "Saved"].map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(([name, counts]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{formatNumber(counts.requests)}</td>
              <td className="number">{formatNumber(counts.reads)}</td>
              <td className="number">{savedShare(counts)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
