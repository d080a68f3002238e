import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Menu, MenuCheckbox, MenuItem } from "@/components/ui/Menu";
import { renderWith } from "@tests/support/render";

async function openedByKeyboard() {
  const onSelect = vi.fn<(item: string) => void>();
  const user = userEvent.setup();
  renderWith(
    <Menu
      renderTrigger={(props) => (
        <button type="button" {...props}>
          Fruit
        </button>
      )}
    >
      <MenuItem onSelect={() => onSelect("apple")}>Apple</MenuItem>
      <MenuItem onSelect={() => onSelect("banana")}>Banana</MenuItem>
      <MenuCheckbox isChecked={false} onSelect={() => onSelect("ripe")}>
        Blackberry
      </MenuCheckbox>
    </Menu>,
  );
  await user.tab();
  await user.keyboard("{ArrowDown}");
  return { user, onSelect };
}

it("says what it opens and whether it is open", async () => {
  const { user } = await openedByKeyboard();
  const button = screen.getByRole("button", { name: "Fruit", expanded: true });
  expect(button).toHaveAttribute("aria-haspopup", "menu");
  await user.click(screen.getByRole("menuitem", { name: "Apple" }));
  expect(screen.getByRole("button", { name: "Fruit", expanded: false })).toHaveFocus();
});

it("leads from item to item, around its ends and by first letters", async () => {
  const { user } = await openedByKeyboard();
  expect(screen.getByRole("menuitem", { name: "Apple" })).toHaveFocus();
  const focused = async (keys: string) => {
    await user.keyboard(keys);
    return document.activeElement?.textContent;
  };
  expect(await focused("{ArrowUp}")).toBe("Blackberry");
  expect(await focused("{ArrowDown}")).toBe("Apple");
  expect(await focused("{End}")).toBe("Blackberry");
  expect(await focused("{ArrowUp}")).toBe("Banana");
  expect(await focused("b")).toBe("Blackberry");
  expect(await focused("B")).toBe("Banana");
  expect(await focused("x")).toBe("Banana");
  expect(await focused("{Home}")).toBe("Apple");
});

it("acts once it is closed, and stays open for what is on or off", async () => {
  const { user, onSelect } = await openedByKeyboard();
  await user.keyboard("{End}{Enter}");
  expect(onSelect).toHaveBeenLastCalledWith("ripe");
  expect(screen.getByRole("menuitemcheckbox", { checked: false })).toHaveFocus();
  await user.keyboard("{Home} ");
  expect(onSelect).toHaveBeenLastCalledWith("apple");
  expect(screen.queryByRole("menu")).toBeNull();
});

it("leaves to the next control with Tab", async () => {
  const { user } = await openedByKeyboard();
  await user.tab();
  expect(screen.queryByRole("menu")).toBeNull();
});
