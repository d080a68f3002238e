import { Button } from "@chakra-ui/react";
import { useState } from "react";
import { Chooser } from "@/components/Compare/Chooser";
import { Choosing } from "@/components/Compare/Choosing";
import { Compared } from "@/components/Compare/Compared";
import { Crumbs } from "@/components/ReleaseDetail/Crumbs";
import { ListSkeleton } from "@/components/ReleaseList/ListSkeleton";
import { EmptyState } from "@/components/ui/EmptyState";
import { NotRead } from "@/components/NotRead";
import { OpenFile } from "@/components/ui/OpenFile";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { usePageHead } from "@/hooks/pageHead";
import { keyOfExport, openExport } from "@/hooks/opened";
import { useCompareUrl, useComparedFiles, useComparison, useSide } from "@/hooks/useCompare";
import type { CompareUrl, SideLetter } from "@/hooks/useCompare";
import type { Realtime } from "@/hooks/useRealtime";
import { parseSide } from "@/lib/compare/sides";
import type { SideName } from "@/lib/compare/sides";
import type { CompareAnswer, CompareSide } from "@/services/compareService";
import "@/components/Compare/Compare.css";

interface PartProps {
  url: CompareUrl;
  onChange: (part: Partial<CompareUrl>) => void;
  onChoose: (side: SideLetter) => void;
}

function Title({ children }: { children: string }) {
  usePageHead("Compare", undefined, "/");
  return (
    <header className="compare-title">
      <title>Compare · Releasewatch</title>
      <Crumbs here="Compare" />
      <PageTitle>Compare</PageTitle>
      <p className="compare-sentence">{children}</p>
    </header>
  );
}

/** Opens a file for the side whose release it is of. */
function useFileFor(url: CompareUrl, onChange: PartProps["onChange"]) {
  return async (file: File) => {
    const found = await openExport(file);
    const name = found && parseSide(keyOfExport(found));
    if (name) onChange(url.b?.id === name.id && url.a?.id !== name.id ? { b: name } : { a: name });
  };
}

interface SidesProps extends PartProps {
  a: CompareSide;
  b: CompareSide;
}

function Live({ a, b, ...props }: SidesProps) {
  return <Result {...useComparison(a, b)} {...props} />;
}

function OfFiles({ a, b, ...props }: SidesProps) {
  return <Result {...useComparedFiles(a, b)} outage={undefined} {...props} />;
}

type ResultProps = PartProps & Omit<Realtime<CompareAnswer>, "isPlaceholder">;

function Result({ data, error, outage, retry, url, onChange, onChoose }: ResultProps) {
  const onFile = useFileFor(url, onChange);
  if (data) {
    return (
      <Compared answer={data} outage={outage} url={url} onChange={onChange} onChoose={onChoose} />
    );
  }
  if (!error) {
    return (
      <>
        <Title>Reading both.</Title>
        <ListSkeleton />
      </>
    );
  }
  const isGone = error.isRefusal && error.code === "release_not_found";
  return (
    <>
      <Title>{isGone ? "One of them is not in Temporal." : "They could not be read."}</Title>
      {isGone ? (
        <EmptyState
          title="Temporal no longer has one of them, or never had"
          action={
            <>
              <OpenFile label="Open its exported tree" onFile={(file) => void onFile(file)} />
              <Button variant="ghost" onClick={() => onChoose("a")}>
                Choose another A
              </Button>
              <Button variant="ghost" onClick={() => onChoose("b")}>
                Choose another B
              </Button>
            </>
          }
        >
          {error.detail}
        </EmptyState>
      ) : (
        <NotRead
          title="The two sides could not be compared"
          error={error}
          onRetry={retry}
          isRetrying={!error.isRefusal}
        />
      )}
    </>
  );
}

function FileMissing({ name, url, onChange }: PartProps & { name: SideName }) {
  const onFile = useFileFor(url, onChange);
  return (
    <>
      <Title>An exported tree is kept in the tab that opened it.</Title>
      <EmptyState
        title="Open the exported tree again"
        action={<OpenFile label="Open an exported tree" onFile={(file) => void onFile(file)} />}
      >
        {`It is of ${name.id}, as of ${name.at ?? ""}.`}
      </EmptyState>
    </>
  );
}

function Sides(props: PartProps) {
  const { url, onChoose } = props;
  const [a, b] = [useSide(url.a), useSide(url.b)];
  if (a && b) {
    const Shown = a.text === null || b.text === null ? Live : OfFiles;
    return <Shown key={`${a.key} ${b.key}`} a={a} b={b} {...props} />;
  }
  if (a === undefined && url.a) return <FileMissing name={url.a} {...props} />;
  if (b === undefined && url.b) return <FileMissing name={url.b} {...props} />;
  const missing = a === null ? "a" : "b";
  const given = url.a ?? url.b;
  if (given) return <Choosing given={given} missing={missing} onChoose={onChoose} />;
  return (
    <>
      <Title>Choose two releases, or a release and another moment of it.</Title>
      <EmptyState
        title="Nothing to compare yet"
        action={<Button onClick={() => onChoose(missing)}>Choose a release or a file</Button>}
      >
        Times per wave and changes appear here.
      </EmptyState>
    </>
  );
}

/** Two releases side by side, or one at two moments. */
export function ComparePage() {
  const [url, onChange] = useCompareUrl();
  const isChoosing = url.a === null ? "a" : "b";
  const [choosing, setChoosing] = useState<SideLetter | null>(
    url.a !== null && url.b !== null ? null : isChoosing,
  );
  return (
    <WidePage className="compare-page">
      <Sides url={url} onChange={onChange} onChoose={setChoosing} />
      {choosing !== null && (
        <Chooser
          side={choosing}
          other={choosing === "a" ? url.b : url.a}
          onClose={() => setChoosing(null)}
          onChoose={(name) => {
            setChoosing(null);
            onChange(choosing === "a" ? { a: name } : { b: name });
          }}
        />
      )}
    </WidePage>
  );
}
