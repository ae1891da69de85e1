/**
 * `?`, where nothing is written, and Ctrl+/ (⌘/) show the shortcuts of the page. What they show comes when it is asked
 * for.
 */

import { part } from "./lazy";
import { areSingleKeysOn, isSingleKey, turnSingleKeys } from "./singleKeys";
import { hasMod } from "./ui/keys";
import { escapeMenus } from "./ui/menus";
import type { SingleKeys } from "./ui/shortcutsDialog";

/** A part of the page that knows its shortcuts. */
interface Shortcuts {
  readonly showShortcuts: (singleKeys: SingleKeys) => void;
}

type Load = () => Promise<Shortcuts>;

let show: () => void = () => undefined;

/** Listens; buttons with `data-shortcuts` show them, too. */
export function bindShortcuts(load: Load): void {
  show = () => void open(load);
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

async function open(load: Load): Promise<void> {
  const loaded = await part(load, show);
  loaded?.showShortcuts({ areOn: areSingleKeysOn, turn: turnSingleKeys });
}

function isAsked(event: KeyboardEvent): boolean {
  if (event.key === "?") return isSingleKey(event);
  return hasMod(event) && !event.altKey && event.key === "/";
}
