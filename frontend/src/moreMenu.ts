/**
 * The page's own menu: tools, files, and what the bar has no room for.
 */

import { EXPORT_CHOICES } from "./exporting";
import { gettext } from "./i18n";
import { showShortcuts } from "./shortcuts";
import { crowdedOut } from "./ui/crowdedOut";
import { required } from "./ui/element";
import { MenuButton, type MenuItem } from "./ui/menuButton";

/** Lets the menu's button open it. */
export function bindMoreMenu(tools: readonly MenuItem[]): void {
  new MenuButton(required("#more", HTMLButtonElement), [
    ...tools,
    ...EXPORT_CHOICES,
    {
      icon: "keyboard",
      keys: "Mod+/",
      name: "shortcuts",
      run: showShortcuts,
      title: gettext("Keyboard shortcuts"),
    },
    crowdedOut(required("#history", HTMLButtonElement), "history", "history"),
    crowdedOut(required("#theme", HTMLButtonElement), "theme", "contrast"),
  ]);
}
