/**
 * Ctrl+K (⌘K) on every page: what it opens is loaded when it is first asked for.
 */

import { fetchAhead, part } from "../lazy";

const load = () => import("./switcher");

/** Opens the switcher. */
export async function openSwitcher(): Promise<void> {
  const loaded = await part(load, () => void openSwitcher());
  loaded?.Switcher.open();
}

/** Listens; what has the key for something else on the page prevents the default before. */
export function bindQuickSwitch(): void {
  fetchAhead(load);
  addEventListener("keydown", (event) => {
    const isAsked =
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!isAsked || event.defaultPrevented) return;
    event.preventDefault();
    void openSwitcher();
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-switcher]")) {
    button.hidden = false;
    button.addEventListener("click", () => void openSwitcher());
  }
}
