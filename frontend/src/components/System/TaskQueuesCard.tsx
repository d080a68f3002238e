import { Changed } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { queueSaid } from "@/lib/app/system";
import { parseTime } from "@/lib/words/time";
import type { TaskQueue } from "@/types/entities";
import { Card, Table } from "./Card";

interface TaskQueuesCardProps {
  queues: readonly TaskQueue[];
  asOf: number | undefined;
}

function QueueRow({ queue, asOf }: { queue: TaskQueue; asOf: number | undefined }) {
  const { status, word, past } = queueSaid(queue);
  const isPast = asOf !== undefined;
  return (
    <tr>
      <th scope="row">
        <code>{queue.name}</code>
      </th>
      <td>
        <StatusBadge status={status} word={isPast ? past : word} muted={isPast} />
      </td>
      <td className="number">
        <Changed time={parseTime(queue.last_poll)} asOf={asOf} />
      </td>
    </tr>
  );
}

export function TaskQueuesCard({ queues, asOf }: TaskQueuesCardProps) {
  return (
    <Card title="Workers" note="Task queues of open workflows, seen since the start.">
      {queues.length === 0 ? (
        <p>No task queue seen yet.</p>
      ) : (
        <Table>
          <caption className="visually-hidden">Whether workers poll each task queue</caption>
          <thead>
            <tr>
              <th scope="col">Task queue</th>
              <th scope="col">Workers</th>
              <th scope="col" className="number">
                Last poll
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <QueueRow key={queue.name} queue={queue} asOf={asOf} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
