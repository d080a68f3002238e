import { Button } from "@chakra-ui/react";
import { FileUp } from "lucide-react";
import { useRef } from "react";

interface OpenFileProps {
  label: string;
  variant?: "outline" | "onInk";
  onFile: (file: File) => void;
}

/** A button that asks for the file of an exported tree. */
export function OpenFile({ label, variant = "outline", onFile }: OpenFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant={variant}
        size={variant === "onInk" ? "sm" : "md"}
        onClick={() => input.current?.click()}
      >
        <FileUp size="0.875rem" aria-hidden="true" />
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept=".json,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file may be chosen again.
          target.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
