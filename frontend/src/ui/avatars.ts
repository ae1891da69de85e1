/**
 * Who else has the document open, as a row of initials; whoever is chosen is gone to.
 */

import { gettext, ngettext } from "../i18n";
import { initials, inkOn, type Person, shownName } from "../presence";
import { element } from "./element";
import { MenuButton } from "./menuButton";

export interface AvatarOptions {
  readonly choose: (person: Person) => void;
  /** Who is followed now. */
  readonly chosen: string | null;
}

/** More people than this are a number; a phone has room for one, and for whether it is saved. */
const MOST_SHOWN = 4;
const MOST_SHOWN_ON_A_PHONE = 1;
const ON_A_PHONE = matchMedia("(width < 40rem)");

/** Shows the others among `people` in `root`: one knows about oneself, and the account's menu shows it. */
export function showPeople(root: HTMLElement, people: readonly Person[], options: AvatarOptions): void {
  const others = people.filter(({ isSelf }) => !isSelf);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["person"] : undefined;
  const most = ON_A_PHONE.matches ? MOST_SHOWN_ON_A_PHONE : MOST_SHOWN;
  // A number that stands for one person takes as much room as they do.
  const count = others.length === most + 1 ? others.length : most;
  const shown: HTMLElement[] = others.slice(0, count).map((person) => element("li", {}, avatar(person, options)));
  const hidden = others.slice(count);
  if (hidden.length > 0) shown.push(moreOf(hidden, options));
  root.hidden = others.length === 0;
  root.replaceChildren(...shown);
  if (focused !== undefined) root.querySelector<HTMLElement>(`[data-person="${CSS.escape(focused)}"]`)?.focus();
}

/** Calls `changed` when another number of people has room. */
export function watchRoom(changed: () => void): void {
  ON_A_PHONE.addEventListener("change", changed);
}

/** Somebody's initials on their colour. */
function avatar(person: Person, { choose, chosen }: AvatarOptions): HTMLElement {
  const name = nameOf(person);
  const node = element(
    "button",
    {
      "aria-label": name,
      "aria-pressed": String(person.key === chosen),
      class: "avatar",
      "data-person": person.key,
      title: gettext("%(name)s: follow", { name }),
      type: "button",
    },
    initials(person.name),
  );
  node.classList.toggle("is-idle", person.isIdle);
  node.classList.toggle("is-guest", person.isGuest);
  node.style.setProperty("--avatar", person.color);
  node.style.setProperty("--avatar-ink", inkOn(person.color));
  node.addEventListener("click", () => choose(person));
  return node;
}

function nameOf(person: Person): string {
  const name = shownName(person);
  return person.isIdle ? gettext("%(name)s, away", { name }) : name;
}

/** The number of those that have no place, with a menu of their names. */
function moreOf(people: readonly Person[], { choose }: AvatarOptions): HTMLElement {
  const label = ngettext("%(count)s more person", "%(count)s more people", people.length);
  const attributes = { "aria-label": label, class: "avatar avatar-more", title: label, type: "button" };
  const button = element("button", { ...attributes, "data-person": "more" }, `+${people.length}`);
  const holder = element("li", { class: "avatar-holder" }, button);
  const choices = people.map((person) => ({
    icon: person.isGuest ? "guest" : "person",
    name: person.key,
    run: () => choose(person),
    title: nameOf(person),
  }));
  new MenuButton(button, choices);
  return holder;
}
