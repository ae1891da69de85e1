/**
 * Somebody's initials on their colour, beside their name: a picture that says nothing of its own.
 */

import { initials, inkOn, safeColor } from "../presence";
import { element, icon } from "./element";

/** A round picture of a person. */
export function face({ name, color }: { readonly name: string; readonly color: string }): HTMLElement {
  const shown = safeColor(color);
  const node = element("span", { "aria-hidden": "true", class: "avatar" }, initials(name));
  node.style.setProperty("--avatar", shown);
  node.style.setProperty("--avatar-ink", inkOn(shown));
  return node;
}

/** A round picture of what is no person. */
export function sign(symbol: string): HTMLElement {
  return element("span", { "aria-hidden": "true", class: "avatar avatar-sign" }, icon(symbol));
}
