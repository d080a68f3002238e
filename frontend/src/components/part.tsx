import type { ComponentType, ReactNode } from "react";
import { lazy, useState } from "react";

/** A file of the dashboard did not come: the server has another version by now, or the network failed. */
export class MissingPart extends Error {
  constructor(cause: unknown) {
    super("A part of the dashboard did not come.", { cause });
    this.name = "MissingPart";
  }
}

interface Part<P> {
  (props: P): ReactNode;
  /** Reads it ahead of its need. That it did not come matters only once it is needed. */
  soon: () => Promise<void>;
}

/**
 * What is read only when it is shown. One that did not come is asked for again by the next that shows it, though a
 * browser may remember for the whole visit that a file did not come.
 */
export function part<P extends object>(read: () => Promise<ComponentType<P>>): Part<P> {
  let ready: ComponentType<P> | undefined;
  let waited = lazy(load);

  async function load(): Promise<{ default: ComponentType<P> }> {
    try {
      ready ??= await read();
      return { default: ready };
    } catch (cause) {
      waited = lazy(load);
      throw new MissingPart(cause);
    }
  }

  /** Even what is read already would be waited for as lazy, and React shows nothing waited for before 300 ms. */
  function Shown(props: P) {
    const [Component] = useState(() => ready ?? waited);
    return <Component {...props} />;
  }
  async function soon(): Promise<void> {
    await load().catch(() => undefined);
  }
  return Object.assign(Shown, { soon });
}
