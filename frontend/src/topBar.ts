/**
 * The bar on top of every page but the editor: theme, menus, quick switcher, shortcuts, signing out.
 */

import { bindShortcuts } from "./shortcuts";
import { required } from "./ui/element";
import { bindMenus } from "./ui/menus";
import { bindQuickSwitch } from "./ui/quickSwitch";
import { bindSignOut } from "./ui/signOut";
import { bindThemeButton } from "./ui/theme";
import { prepareVoice } from "./ui/toasts";

/** Makes what the server has drawn there work. */
export function bindTopBar(): void {
  prepareVoice();
  bindThemeButton(required("#theme", HTMLButtonElement));
  bindMenus();
  bindQuickSwitch();
  bindShortcuts(
    () => import("./listShortcuts"),
    ({ showShortcuts }, singleKeys) => showShortcuts(singleKeys),
  );
  bindSignOut();
}
