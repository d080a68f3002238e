import { ChevronRight } from "lucide-react";
import { pluralIs } from "@/lib/words/words";
import "./VersionsPage.css";

interface SameAppsProps {
  count: number;
  onShow: () => void;
}

/** What "Differences only" leaves out, in one line that shows it again. */
export function SameApps({ count, onShow }: SameAppsProps) {
  return (
    <button type="button" className="versions-same card" onClick={onShow}>
      <ChevronRight size="0.8125rem" aria-hidden="true" />
      {pluralIs(count, "app")} the same everywhere
    </button>
  );
}
