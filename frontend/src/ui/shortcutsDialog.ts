/**
 * The dialog that names the shortcuts of a page.
 */

import { gettext } from "../i18n";
import { closeButton, openDialog } from "./dialogs";
import { element } from "./element";
import { shownKeys } from "./keys";

/** What one does, and the keys for it: pressed, or typed as they stand here. */
export type Shortcut = readonly [title: string, ...keys: readonly string[]];

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** Whether single keys without Ctrl are wanted, and how to say so. */
export interface SingleKeys {
  readonly areOn: () => boolean;
  readonly turn: (on: boolean) => void;
}

/** What works on every page. */
export function everywhere(): ShortcutGroup {
  return {
    shortcuts: [
      [gettext("Go to a document"), "Mod+K"],
      [gettext("Keyboard shortcuts"), "Mod+/", "?"],
      [gettext("Close what is open"), "Esc"],
    ],
    title: gettext("Everywhere"),
  };
}

/** Opens the dialog; a second one is not opened. */
export function openShortcuts(groups: readonly ShortcutGroup[], singleKeys: SingleKeys): void {
  if (document.querySelector("dialog.shortcuts") !== null) return;
  const sections = element("div", { class: "shortcut-groups" }, ...groups.map(groupOf));
  const dialog = openDialog(gettext("Keyboard shortcuts"), sections, singleKeysBox(singleKeys));
  dialog.classList.add("shortcuts");
  dialog.dataset["testid"] = "shortcuts";
  dialog.append(closeButton(dialog));
  // Without this the focus would be on the first thing one can press, at the far end of the list.
  dialog.querySelector<HTMLElement>(".dialog-close")?.focus();
  dialog.scrollTop = 0;
}

function groupOf({ title, shortcuts }: ShortcutGroup): HTMLElement {
  const rows = shortcuts.map(([name, ...keys]) => {
    const shown = keys.map((key) => element("kbd", {}, shownKeys(key)));
    return element("div", { class: "shortcut" }, element("dt", {}, name), element("dd", {}, ...shown));
  });
  return element("section", {}, element("h3", {}, title), element("dl", {}, ...rows));
}

/** Speech input says letters by chance: what is one key alone can be turned off. */
function singleKeysBox({ areOn, turn }: SingleKeys): HTMLElement {
  const box = element("input", { type: "checkbox" });
  box.checked = areOn();
  box.addEventListener("change", () => turn(box.checked));
  const label = gettext("Also use single keys without Ctrl, as ? and /");
  return element("label", { class: "check" }, box, element("span", {}, label));
}
