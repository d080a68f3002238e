import type { ReactNode } from "react";
import { useId } from "react";
import "./Card.css";

interface CardProps {
  title: string;
  /** Beside the title: the card in one word. */
  mark?: ReactNode;
  /** What the numbers mean, where that is not plain. */
  note?: string;
  children: ReactNode;
}

export function Card({ title, mark, note, children }: CardProps) {
  const titleId = useId();
  return (
    <section className="system-card" aria-labelledby={titleId}>
      <header className="system-card-head">
        <h2 id={titleId}>{title}</h2>
        {mark}
      </header>
      <div className="system-card-body">{children}</div>
      {note !== undefined && <p className="system-card-note">{note}</p>}
    </section>
  );
}

interface FactProps {
  name: string;
  children: ReactNode;
}

/** A pair of a description list. */
export function Fact({ name, children }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
