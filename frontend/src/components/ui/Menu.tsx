import { useId, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode, ToggleEvent } from "react";
import "./Menu.css";

interface TriggerProps {
  "aria-controls": string;
  "aria-expanded": boolean;
  "aria-haspopup": "menu";
  onClick: (event: MouseEvent<HTMLElement>) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  popoverTarget: string;
}

interface MenuProps {
  /** Draws the button. */
  renderTrigger: (props: TriggerProps) => ReactNode;
  /** `MenuItem` and `MenuCheckbox` elements, there while it is open: of all the menus few are ever opened. */
  children: ReactNode;
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")].filter((item) =>
    item.checkVisibility(),
  );
}

/** The item that a key leads to: an arrow, Home, End, or the first letter of its name. */
function itemAt(key: string, items: HTMLElement[]): HTMLElement | undefined {
  const at = items.findIndex((item) => item === document.activeElement);
  if (key === "ArrowDown") return items[at + 1] ?? items[0];
  if (key === "ArrowUp") return items[at - 1] ?? items.at(-1);
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key.length > 1 || key === " ") return undefined;
  return [...items.slice(at + 1), ...items].find((item) =>
    item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()),
  );
}

function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // Back on the button, from where Tab goes on.
  if (event.key === "Tab") event.currentTarget.hidePopover();
  const next = itemAt(event.key, itemsOf(event.currentTarget));
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/**
 * A button and its menu. The menu is the browser's own popover: Escape and a click elsewhere close it, and the focus
 * goes back to the button.
 */
export function Menu({ renderTrigger, children }: MenuProps) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [isPointer, setIsPointer] = useState(false);

  function onOpen({ currentTarget, detail }: MouseEvent<HTMLElement>): void {
    setIsPointer(detail > 0);
    // Safari does not focus what is clicked, and would not know where the focus came from.
    currentTarget.focus();
  }
  function onBeforeToggle({ currentTarget: menu, newState }: ToggleEvent<HTMLElement>): void {
    if (newState === "closed") return;
    setIsOpen(true);
    // The browser then focuses it as it opens, so that a key typed at once is no shortcut of the page.
    menu.autofocus = true;
    const button = document.querySelector(`[popovertarget="${id}"]`);
    if (!button) return;
    // For browsers whose CSS places nothing at a button.
    const { bottom, right } = button.getBoundingClientRect();
    menu.style.setProperty("--below", `${String(bottom)}px`);
    menu.style.setProperty("--beside", `${String(document.body.clientWidth - right)}px`);
  }
  function onToggle({ currentTarget, newState }: ToggleEvent<HTMLElement>): void {
    // Only now: the browser gives the focus back from an item that is still there.
    if (newState === "closed") setIsOpen(false);
    else if (!isPointer && document.activeElement === currentTarget)
      itemsOf(currentTarget)[0]?.focus();
  }
  return (
    <>
      {renderTrigger({
        "aria-controls": id,
        "aria-expanded": isOpen,
        "aria-haspopup": "menu",
        onClick: onOpen,
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          event.currentTarget.click();
        },
        popoverTarget: id,
      })}
      <div
        id={id}
        className="menu"
        role="menu"
        tabIndex={-1}
        popover="auto"
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
      >
        {isOpen && children}
      </div>
    </>
  );
}

interface ItemProps {
  children: ReactNode;
  onSelect: () => void;
}

const ITEM = {
  className: "menu-item",
  tabIndex: -1,
  // One highlight for the pointer and the keyboard.
  onPointerMove: ({ currentTarget }: { currentTarget: HTMLElement }) =>
    currentTarget.focus({ preventScroll: true }),
} as const;

interface NoteProps {
  children: ReactNode;
  isTitle?: boolean;
  isApart?: boolean;
}

/** Text between the items. */
export function MenuNote({ children, isTitle = false, isApart = false }: NoteProps) {
  return (
    <p className="menu-note" data-title={isTitle || undefined} data-apart={isApart || undefined}>
      {children}
    </p>
  );
}

/** Closes the menu and acts. */
export function MenuItem({
  children,
  onSelect,
  isPrimary = false,
}: ItemProps & { isPrimary?: boolean }) {
  function onClick({ currentTarget }: MouseEvent<HTMLElement>): void {
    currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
    onSelect();
  }
  return (
    <button
      type="button"
      {...ITEM}
      role="menuitem"
      data-primary={isPrimary || undefined}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** An option that is on or off. The menu stays open. */
export function MenuCheckbox({ isChecked, ...props }: ItemProps & { isChecked: boolean }) {
  return (
    <button
      type="button"
      {...ITEM}
      role="menuitemcheckbox"
      aria-checked={isChecked}
      onClick={props.onSelect}
    >
      {props.children}
    </button>
  );
}
