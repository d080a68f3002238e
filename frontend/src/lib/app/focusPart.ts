/** Moves the focus to a part of the page, such as a region: whether it is there. */
export function focusPart(selector: string): boolean {
  const part = document.querySelector<HTMLElement>(selector);
  if (!part) return false;
  if (part.tabIndex < 0) part.tabIndex = -1;
  part.focus();
  part.scrollIntoView({ block: "nearest" });
  return true;
}
