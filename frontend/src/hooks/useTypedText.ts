import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";

const TYPING_PAUSE = 250;

/** A text field whose text the address follows. */
export interface Typed {
  text: string;
  setText: (text: string) => void;
  /** Half a word of an input method is no word yet: the address waits for the end of it. */
  setComposing: (isComposing: boolean) => void;
}

interface Typing {
  text: string;
  /** What the address said last. */
  known: string;
  /** What was given to the address and has not come back from it. */
  sent: readonly string[];
}

/** What the address says is either what it was given here, late, or somebody else's wish: back, or a cleared filter. */
function heard(typing: Typing, value: string): Typing {
  const echo = typing.sent.indexOf(value);
  return echo === -1
    ? { text: value, known: value, sent: [] }
    : { ...typing, known: value, sent: typing.sent.slice(echo + 1) };
}

/** What is typed is the typist's at once and stays so; the address gets it, without outer blanks, when typing pauses. */
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
