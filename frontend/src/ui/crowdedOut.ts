/**
 * Buttons of the bar for which a narrow screen has no room: the page's menu has them then.
 */

import type { MenuItem } from "./menuButton";

/** A menu item in the place of `button`, while the button is not hidden but has no box. */
export function crowdedOut(button: HTMLButtonElement, name: string, symbol: string): MenuItem {
  return {
    icon: symbol,
    isShown: () => !button.hidden && button.offsetParent === null,
    name,
    run: () => button.click(),
    get title() {
      return button.getAttribute("aria-label") ?? "";
    },
  };
}
