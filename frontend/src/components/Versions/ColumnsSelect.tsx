import { QuietSelect } from "@/components/ui/QuietSelect";
import { IN_ORDER } from "@/hooks/useVersions";
import { releaseTitle } from "@/lib/versions/words";
import type { VersionSource } from "@/types/entities";

interface ColumnsSelectProps {
  /** The newest first. */
  releases: readonly VersionSource[];
  /** Empty for regions, `IN_ORDER`, or the id of the release whose waves order the columns. */
  value: string;
  onChange: (columns: string) => void;
}

/** The newest release of each name, and the one that is chosen, which may be gone. */
function offered(releases: readonly VersionSource[], chosen: string): readonly string[] {
  const newest = new Map<string, string>();
  for (const { id, name, read } of releases) {
    const key = name ?? id;
    if (read && !newest.has(key)) newest.set(key, id);
  }
  const isRelease = chosen !== "" && chosen !== IN_ORDER;
  return [...new Set([...newest.values(), ...(isRelease ? [chosen] : [])])];
}

/** How the clusters stand side by side. */
export function ColumnsSelect({ releases, value, onChange }: ColumnsSelectProps) {
  return (
    <QuietSelect label="Columns" value={value} onChange={onChange}>
      <option value="">Columns by region</option>
      <option value={IN_ORDER}>Columns one after the other</option>
      {offered(releases, value).map((id) => (
        <option key={id} value={id}>
          {`By wave of ${releaseTitle(releases, id)}`}
        </option>
      ))}
    </QuietSelect>
  );
}
