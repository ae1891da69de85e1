/**
 * Who has the document open, as a row of initials.
 */

import { initials, inkOn, type Person } from "../presence";
import { element } from "./element";

/** More people than this are a number. */
const MOST_SHOWN = 4;

/** Somebody's initials on their colour. */
export function avatar({ name, color, isSelf }: Person): HTMLElement {
  const label = isSelf ? `${name} (you)` : name;
  const node = element("span", { "aria-label": label, class: "avatar", role: "img", title: label }, initials(name));
  node.style.setProperty("--avatar", color);
  node.style.setProperty("--avatar-ink", inkOn(color));
  return node;
}

/** Shows `people` in `root`: the others first, because one knows about oneself. */
export function showPeople(root: HTMLElement, people: readonly Person[]): void {
  const sorted = [...people].sort((left, right) => Number(left.isSelf) - Number(right.isSelf));
  const shown = sorted.slice(0, MOST_SHOWN).map((person) => element("li", {}, avatar(person)));
  const hidden = sorted.slice(MOST_SHOWN);
  if (hidden.length > 0) shown.push(element("li", {}, moreOf(hidden)));
  root.replaceChildren(...shown);
}

function moreOf(people: readonly Person[]): HTMLElement {
  const names = people.map((person) => person.name).join(", ");
  const label = `And ${people.length} more: ${names}`;
  return element(
    "span",
    { "aria-label": label, class: "avatar avatar-more", role: "img", title: label },
    `+${people.length}`,
  );
}
