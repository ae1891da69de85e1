/**
 * `?`, where nothing is written, and Ctrl+/ (⌘/) show the shortcuts of the page. What they show comes when it is asked
 * for.
 */

import { part } from "./lazy";
import { areSingleKeysOn, isSingleKey, turnSingleKeys } from "./singleKeys";
import { hasMod } from "./ui/keys";
import { escapeMenus } from "./ui/menus";
import type { SingleKeys } from "./ui/shortcutsDialog";

let show: () => void = () => undefined;

/**
 * Listens; buttons with `data-shortcuts` show them, too. `open` opens the dialog with the part of the page that knows
 * its shortcuts, which `load` imports.
 */
export function bindShortcuts<Part>(load: () => Promise<Part>, open: (loaded: Part, keys: SingleKeys) => void): void {
  show = () => {
    void part(load, show).then((loaded) => {
      if (loaded !== null) open(loaded, { areOn: areSingleKeysOn, turn: turnSingleKeys });
    });
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isAsked(event)) return;
    event.preventDefault();
    show();
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      // What the dialog gives the focus back to must still be shown.
      escapeMenus();
      show();
    });
  }
}

/** Shows them for those who chose them from a menu. */
export function showShortcuts(): void {
  show();
}

function isAsked(event: KeyboardEvent): boolean {
  if (event.key === "?") return isSingleKey(event);
  return hasMod(event) && !event.altKey && event.key === "/";
}
