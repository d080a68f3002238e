import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";

const TYPING_PAUSE = 250;

/** A text field that is mirrored in the address. */
export interface Typed {
  text: string;
  setText: (text: string) => void;
  /** While an input method composes a word, the address waits. */
  setComposing: (isComposing: boolean) => void;
}

interface Typing {
  text: string;
  /** The last text in the address. */
  known: string;
  /** Texts written to the address that have not been read back from it. */
  sent: readonly string[];
}

/** A text in the address is either a late echo of one written here, or a change from outside, such as "back". */
function heard(typing: Typing, value: string): Typing {
  const echo = typing.sent.indexOf(value);
  return echo === -1
    ? { text: value, known: value, sent: [] }
    : { ...typing, known: value, sent: typing.sent.slice(echo + 1) };
}

/** The field shows what is typed at once; the address gets it, trimmed, when typing pauses. */
export function useTypedText(value: string, commit: (text: string) => void): Typed {
  const [typing, setTyping] = useState<Typing>({ text: value, known: value, sent: [] });
  const [isComposing, setComposing] = useState(false);
  if (typing.known !== value) setTyping(heard(typing, value));

  const { text, known, sent } = typing;
  const wanted = text.trim();
  const isPending = !isComposing && wanted !== (sent.at(-1) ?? known);
  const onPause = useEffectEvent(() => {
    setTyping((now) => ({ ...now, sent: [...now.sent, wanted] }));
    commit(wanted);
  });
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => onPause(), wanted === "" ? 0 : TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [isPending, wanted]);

  const setText = useCallback((next: string) => setTyping((now) => ({ ...now, text: next })), []);
  return useMemo(() => ({ text, setText, setComposing }), [text, setText]);
}
