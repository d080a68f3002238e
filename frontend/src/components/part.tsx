import type { ComponentType, ReactNode } from "react";
import { lazy, useState } from "react";

/** A chunk of the dashboard did not load: the server has a new version, or the network failed. */
export class MissingPart extends Error {
  constructor(cause: unknown) {
    super("A part of the dashboard did not load.", { cause });
    this.name = "MissingPart";
  }
}

interface Part<P> {
  (props: P): ReactNode;
  /** Preloads it. A failure matters only once it is shown. */
  soon: () => Promise<void>;
}

/**
 * A lazily loaded component. One that did not load is requested again the next time it is shown, even though some
 * browsers remember a failed import for the whole visit.
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

  /** Not `lazy` once it is loaded: React would still suspend, and show nothing for 300 ms. */
  function Shown(props: P) {
    const [Component] = useState(() => ready ?? waited);
    return <Component {...props} />;
  }
  async function soon(): Promise<void> {
    await load().catch(() => undefined);
  }
  return Object.assign(Shown, { soon });
}
