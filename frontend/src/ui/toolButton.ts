/**
 * A button of a toolbar: a symbol with a name.
 */

import type { Command } from "../commands";
import { element, icon } from "./element";
import { shownKeys } from "./keys";

/** A button that shows `icon`; the editor keeps its focus and selection while it is clicked. */
export function toolButton(
  name: string,
  { title, icon: symbol, keys }: Pick<Command, "title" | "icon" | "keys">,
): HTMLButtonElement {
  const hint = keys === undefined ? title : `${title} (${shownKeys(keys)})`;
  const button = element(
    "button",
    { "aria-label": title, class: "tool", "data-tool": name, title: hint, type: "button" },
    icon(symbol),
  );
  button.addEventListener("mousedown", (event) => event.preventDefault());
  return button;
}
