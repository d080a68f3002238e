import { Box } from "@chakra-ui/react";
import { ReleaseColumns } from "./ReleaseList";
import "./ReleaseList.css";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

function Bars({ cell, widths }: { cell: string; widths: readonly string[] }) {
  return (
    <Box className={`release-${cell}`} display="grid" gap="0.5625rem">
      {widths.map((width) => (
        <Box key={width} className="skeleton" w={width} />
      ))}
    </Box>
  );
}

/** The shape of the list, so that nothing moves when it arrives. */
export function ListSkeleton() {
  return (
    <div className="release-list card late" aria-busy="true" aria-label="Reading releases">
      <div aria-hidden="true">
        <ReleaseColumns />
        {ROWS.map((row) => (
          <div key={row} className="release-row">
            <Bars cell="name" widths={["52%", "78%"]} />
            <Bars cell="status" widths={["60%"]} />
            <Bars cell="progress" widths={["100%"]} />
            <Bars cell="wave" widths={["100%"]} />
            <Bars cell="reason" widths={["52%", "78%"]} />
          </div>
        ))}
      </div>
    </div>
  );
}
