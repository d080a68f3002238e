import { useQuery } from "@tanstack/react-query";
import { use, useLayoutEffect, useRef, useState } from "react";
import { FromFile } from "@/hooks/fromFile";
import { counterpart, lengthBeforeCut } from "@/lib/words/cutText";
import { toldOf } from "@/services/apiError";
import { entityQuery } from "@/services/releaseService";
import type { EntityNode } from "@/types/entities";
import "./PanelText.css";

interface TextProps {
  entity: EntityNode;
  text: string;
  /** What the text is, for screen readers. */
  name: string;
}

/** Shows a few lines, and all of them on request. */
function Clamped({ text }: { text: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const [isLong, setLong] = useState(false);
  const [isAll, setAll] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || isAll) return;
    const measure = (): void => setLong(element.scrollHeight > element.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isAll]);
  return (
    <>
      <span ref={box} className="panel-text clamped" data-all={isAll || undefined}>
        {text}
      </span>
      {isLong && (
        <button type="button" className="panel-more" onClick={() => setAll(!isAll)}>
          {isAll ? "Show less" : "Show all"}
        </button>
      )}
    </>
  );
}

/** The full text of a truncated one, fetched on request. It may be a megabyte, so it scrolls in a box. */
function Whole({ entity, text, name }: TextProps) {
  const { data, error, refetch } = useQuery(entityQuery(entity, text));
  if (data) {
    return (
      <section
        className="panel-whole"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by the keyboard
        tabIndex={0}
        aria-label={`${name}, whole`}
      >
        {counterpart(entity, text, data)}
      </section>
    );
  }
  return (
    <>
      <span className="panel-text clamped">{text}</span>
      <span className="panel-text-note" role="status">
        {error ? `The rest could not be read. ${toldOf(error)}` : "Reading the rest…"}
      </span>
      {error && (
        <button type="button" className="panel-more" onClick={() => void refetch()}>
          Try again
        </button>
      )}
    </>
  );
}

function Cut({ length, ...props }: TextProps & { length: string }) {
  const [isOpen, setOpen] = useState(false);
  // The server has another moment of it, if any.
  if (use(FromFile)) return <span className="panel-text clamped">{props.text}</span>;
  return (
    <>
      {isOpen ? <Whole {...props} /> : <span className="panel-text clamped">{props.text}</span>}
      <button type="button" className="panel-more" onClick={() => setOpen(!isOpen)}>
        {isOpen ? "Show less" : `Show all ${length} characters`}
      </button>
    </>
  );
}

/** A text of the node: a few lines, and all of it on request, even when the tree has only its beginning. */
export function PanelText(props: TextProps) {
  const { entity, text } = props;
  const length = lengthBeforeCut(entity, text);
  const key = `${entity.path} ${text}`;
  return length === null ? (
    <Clamped key={key} text={text} />
  ) : (
    <Cut key={key} {...props} length={length} />
  );
}

/** The same within a line, for texts that are mostly a word or two. */
export function InlineText(props: TextProps) {
  return lengthBeforeCut(props.entity, props.text) === null ? props.text : <PanelText {...props} />;
}
