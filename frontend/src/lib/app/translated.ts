/**
 * A browser's translator replaces text nodes with <font> elements of its own. React keeps updating the detached text
 * nodes, which are not visible any more, and throws when it removes one that is no longer there. This puts each text
 * that changes back into its place, where the translator finds it again.
 */
const standIns = new WeakMap<Node, Element>();

/** Elements of the translator that no text has gone for: such a translation stands beside its text. */
const free = new Set<Node | null | undefined>();

interface Gap {
  text: Node;
  record: MutationRecord;
}

function isFont(node: Node | null): node is Element {
  return node?.nodeName === "FONT";
}

function isSameGap(a: MutationRecord, b: MutationRecord): boolean {
  return (
    a.target === b.target &&
    a.previousSibling === b.previousSibling &&
    a.nextSibling === b.nextSibling
  );
}

function pair(text: Node, standIn: Element): void {
  standIns.set(text, standIn);
  free.delete(standIn);
}

/** The element that the translator put in the place of each text, before, after or while removing the text. */
function note(records: readonly MutationRecord[]): void {
  let gaps: Gap[] = [];
  for (const record of records) {
    const font = [...record.addedNodes].find(isFont);
    if (font) free.add(font);
    for (const text of record.removedNodes) {
      if (text.nodeType !== Node.TEXT_NODE && !isFont(text)) continue;
      const near = [font, record.previousSibling, record.nextSibling];
      const standIn = near.find((node) => free.has(node));
      if (standIn instanceof Element) pair(text, standIn);
      else gaps.push({ text, record });
    }
    const gap = gaps.find((one) => isSameGap(one.record, record));
    if (!font || !gap || !free.has(font)) continue;
    pair(gap.text, font);
    gaps = gaps.filter((one) => one !== gap);
  }
}

/** What is in the place of a text: the element that replaced it, or the outermost one around it. */
function standInOf(text: Node): Element | undefined {
  let around: Element | undefined;
  for (let up = text.parentElement; isFont(up); up = up.parentElement) around = up;
  if (around) return around;
  // A translation may have been replaced itself.
  let standIn = standIns.get(text);
  while (standIn && !standIn.isConnected) standIn = standIns.get(standIn);
  return standIn;
}

/** What is said beside a text, or beside a part of the page that it is in, is no longer true once the text changes. */
function dropBeside(text: Node): void {
  for (const font of free) {
    if (!font?.isConnected) free.delete(font);
    else if (font.parentNode?.contains(text)) font.parentNode.removeChild(font);
  }
}

// oxlint-disable-next-line typescript/unbound-method -- called on their nodes below
const { removeChild, insertBefore } = Node.prototype;
let isInstalled = false;

/** Patches the document's nodes once. Call it before React renders anything. */
export function surviveTranslation(): void {
  if (isInstalled) return;
  isInstalled = true;
  const observer = new MutationObserver(note);
  observer.observe(document, { childList: true, subtree: true });
  const found = (text: Node): Element | undefined => {
    note(observer.takeRecords());
    return standInOf(text);
  };

  Node.prototype.removeChild = function remove<T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this) removeChild.call(this, child);
    else found(child)?.remove();
    return child;
  };
  Node.prototype.insertBefore = function insert<T extends Node>(
    this: Node,
    node: T,
    before: Node | null,
  ): T {
    const isLost = before !== null && before.parentNode !== this;
    const there = isLost ? found(before) : before;
    insertBefore.call(this, node, there?.parentNode === this ? there : null);
    return node;
  };
  Object.defineProperty(Text.prototype, "nodeValue", {
    configurable: true,
    get(this: Text) {
      return this.data;
    },
    set(this: Text, text: string | null) {
      this.data = text ?? "";
      if (!this.isConnected || isFont(this.parentElement)) found(this)?.replaceWith(this);
      dropBeside(this);
    },
  });
}
