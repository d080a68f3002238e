import { Box, Button, Flex } from "@chakra-ui/react";
import { FileClock } from "lucide-react";
import { useState } from "react";
import type { DragEvent } from "react";
import { useNavigate } from "react-router";
import { ReleaseView } from "@/components/ReleaseDetail/ReleaseView";
import { Banner } from "@/components/ui/Banner";
import { OpenFile } from "@/components/ui/OpenFile";
import { PlainPage, PlainText, PlainTitle } from "@/components/ui/PlainPage";
import { FromFile } from "@/hooks/fromFile";
import { keyOfExport, openExport } from "@/hooks/opened";
import { usePageHead } from "@/hooks/pageHead";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import { formatMoment, parseTime } from "@/lib/words/time";
import type { Exported } from "@/services/exportFile";

interface ChosenProps {
  onFile: (file: File) => void;
}

function Choose({ onFile }: ChosenProps) {
  usePageHead("Open", undefined, "/");
  return (
    <PlainPage>
      <title>Open an exported tree · Releasewatch</title>
      <PlainTitle>Open an exported tree</PlainTitle>
      <PlainText>
        A release as it was at one moment, even when Temporal no longer has it. Export one with
        “Export this tree” in the menu of a release, or with{" "}
        <code>releasewatch tree RELEASE -o json</code>.
      </PlainText>
      <Box
        mt="1.125rem"
        p="2.5rem"
        borderWidth="1px"
        borderStyle="dashed"
        borderColor="lineStrong"
        borderRadius="card"
        textAlign="center"
      >
        <PlainText mx="auto">Drop the file here. It stays in this browser.</PlainText>
        <OpenFile label="Choose a file" onFile={onFile} />
      </Box>
    </PlainPage>
  );
}

function Shown({ file, onFile }: ChosenProps & { file: Exported }) {
  const [now, zone] = [useNow(), useZone()];
  const navigate = useNavigate();
  const readAt = parseTime(file.readAt) ?? now;
  const compare = new URLSearchParams({ a: keyOfExport(file), b: file.answer.release.id });
  return (
    <FromFile value>
      <Banner
        tone="ink"
        label="Exported tree"
        icon={<FileClock size="1rem" />}
        title={`As of ${formatMoment(readAt, now, zone, true)}, from a file.`}
        action={
          <Flex className="screen-only" gap="0.5rem">
            <Button
              variant="onInk"
              size="sm"
              onClick={() => void navigate(`/compare?${compare.toString()}`)}
            >
              Compare with now
            </Button>
            <OpenFile label="Open another" variant="onInk" onFile={onFile} />
          </Flex>
        }
      >
        {`${file.fileName}. Nothing here is live.`}
      </Banner>
      <ReleaseView key={keyOfExport(file)} answer={file.answer} outage={{ kind: "file", readAt }} />
    </FromFile>
  );
}

/** An exported tree, read in this browser. */
export function OpenPage() {
  const [file, setFile] = useState<Exported | null>(null);
  async function open(found: File) {
    const read = await openExport(found);
    if (read) setFile(read);
  }
  const onFile = (found: File) => void open(found);
  function onDrop(event: DragEvent) {
    event.preventDefault();
    const [dropped] = event.dataTransfer.files;
    if (dropped) onFile(dropped);
  }
  return (
    <Flex
      direction="column"
      flex="1 1 auto"
      minW="0"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      {file ? <Shown file={file} onFile={onFile} /> : <Choose onFile={onFile} />}
    </Flex>
  );
}
