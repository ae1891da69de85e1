/**
 * Following somebody: the page goes where their caret goes, until one types, scrolls or has enough.
 */

import { gettext } from "../i18n";
import { inkOn, type Person, shownName } from "../presence";
import { element } from "./element";
import type { Box } from "./floating";
import { scrolling } from "./motion";
import { announce } from "./toasts";

export interface FollowerOptions {
  /** The notice of whom one follows comes after this element. */
  readonly host: HTMLElement;
  /** What covers the top of the text. */
  readonly head: HTMLElement;
  /** Where somebody's caret is or was last; null for who has not been anywhere. */
  readonly find: (person: Person) => Box | null;
  /** Somebody else is followed now, or nobody. */
  readonly changed: () => void;
}

/** Nearer to an edge than this a caret is as good as away. */
const MARGIN_PX = 90;

/** Keys that scroll, wherever the keyboard is. */
const SCROLL_KEYS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " ", "Escape"]);

export class Follower {
  readonly #text = element("span");
  readonly #notice = element("div", { class: "following", "data-testid": "following", hidden: true });
  #person: Person | null = null;

  constructor(private readonly options: FollowerOptions) {
    const stop = element("button", { class: "following-stop", type: "button" }, gettext("Stop"));
    stop.addEventListener("click", () => this.stop());
    this.#notice.append(this.#text, stop);
    options.host.after(this.#notice);
    for (const sign of ["wheel", "touchmove"] as const) addEventListener(sign, () => this.stop(), { passive: true });
    addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
  }

  /** Who is followed. */
  get key(): string | null {
    return this.#person?.key ?? null;
  }

  /** Goes to where `person` is, and on with them; the same one again ends it. */
  toggle(person: Person): void {
    if (person.key === this.key) {
      this.stop();
      return;
    }
    this.#person = person;
    this.#text.textContent = gettext("You follow %(name)s", { name: shownName(person) });
    this.#notice.style.setProperty("--caret", person.color);
    this.#notice.style.setProperty("--caret-ink", inkOn(person.color));
    this.#notice.hidden = false;
    announce(gettext("You follow %(name)s until you type or scroll.", { name: shownName(person) }));
    this.#show("center");
    this.options.changed();
  }

  stop(): void {
    if (this.#person === null) return;
    announce(gettext("You no longer follow %(name)s.", { name: shownName(this.#person) }));
    this.#person = null;
    this.#notice.hidden = true;
    this.options.changed();
  }

  /** These are here now: who left cannot be followed. */
  update(people: readonly Person[]): void {
    if (this.#person === null) return;
    const present = people.find(({ key }) => key === this.key);
    if (present === undefined) this.stop();
    else this.#person = present;
  }

  /** Carets moved. */
  moved(): void {
    if (this.#person !== null) this.#show("nearest");
  }

  #pressed({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    const isTyping = target instanceof HTMLElement && target.isContentEditable && !ctrlKey && !metaKey && !altKey;
    const isModifier = ["Shift", "Control", "Alt", "Meta"].includes(key);
    const isButton = target instanceof HTMLButtonElement && key === " ";
    if ((isTyping && !isModifier) || (SCROLL_KEYS.has(key) && !isButton)) this.stop();
  }

  #show(how: "center" | "nearest"): void {
    const box = this.#person === null ? null : this.options.find(this.#person);
    if (box === null) return;
    const top = this.options.head.getBoundingClientRect().bottom;
    const isVisible = box.top >= top + MARGIN_PX / 2 && box.bottom <= innerHeight - MARGIN_PX;
    if (how === "nearest" && isVisible) return;
    const middle = (top + innerHeight) / 2;
    scrollTo({ behavior: scrolling(), top: scrollY + box.top - middle });
  }
}
