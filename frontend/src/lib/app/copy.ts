import { notify } from "@/lib/app/notice";

/** Pages on plain http have no clipboard API: this copies a selection instead. */
function copySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}

async function copyByClipboard(text: string): Promise<boolean> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  try {
    await clipboard?.writeText(text);
    return clipboard !== undefined;
  } catch {
    // Refused by a policy or a setting, or because the page has no focus.
    return false;
  }
}

/** Returns whether it worked. If not, a notice shows the text, to be copied by hand. */
export async function copyText(text: string): Promise<boolean> {
  const isCopied = (await copyByClipboard(text)) || copySelection(text);
  if (!isCopied) notify("The browser refused to copy. Copy it from here:", text);
  return isCopied;
}

/** For a shortcut, which has no button to show the result. */
export async function copyByKey(text: string): Promise<void> {
  if (await copyText(text)) notify(`Copied ${text}`);
}
