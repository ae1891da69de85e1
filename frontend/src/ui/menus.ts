/**
 * Menus that are details elements, so that they open without a script: with one, they close, too.
 */

/** Something that unfolds and is no menu says so. */
const OPEN = "details[open]:not([data-stays])";

/** Closes every menu but `except`. */
export function closeMenus(except: Element | null): void {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== except) menu.removeAttribute("open");
  }
}

/** Closes the open menu on Escape, and gives the focus back to what opened it. */
export function escapeMenus(): void {
  // The focus must not stay on something that is hidden now.
  document.activeElement?.closest(OPEN)?.querySelector("summary")?.focus();
  closeMenus(null);
}

/** Closes menus when somebody clicks elsewhere or presses Escape. */
export function bindMenus(): void {
  addEventListener("click", ({ target }) => closeMenus(target instanceof Element ? target.closest("details") : null));
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") escapeMenus();
  });
}
