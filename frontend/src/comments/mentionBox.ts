/**
 * Completion of `@names` in a text box: people who may see the document, by how their name begins.
 */

import { ApiProblem } from "../api";
import { gettext, ngettext } from "../i18n";
import { element, setAttribute } from "../ui/element";
import { face } from "../ui/face";
import { announce } from "../ui/toasts";
import type { Author } from "./threads";

const ASK_AFTER_MS = 120;
const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}_.@+-]*)$/u;

export type FindPeople = (search: string) => Promise<readonly Author[]>;

let made = 0;

export class MentionBox {
  readonly root: HTMLElement;
  readonly #id = `mentions-${++made}`;
  #people: readonly Author[] = [];
  #chosen = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly area: HTMLTextAreaElement,
    private readonly find: FindPeople,
  ) {
    const label = gettext("People to mention");
    this.root = element("ul", {
      "aria-label": label,
      class: "mention-list",
      hidden: true,
      id: this.#id,
      role: "listbox",
    });
    setAttribute(area, "aria-autocomplete", "list");
    area.addEventListener("input", () => this.#askSoon());
    area.addEventListener("blur", () => this.#show([]));
  }

  /** Handles a key while the list is open; answers whether it did. */
  pressed(event: KeyboardEvent): boolean {
    if (this.#people.length === 0) return false;
    if (event.key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (event.key === "ArrowUp") this.#choose(this.#chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.#insert(this.#people[this.#chosen]);
    else if (event.key === "Escape") this.#show([]);
    else return false;
    event.preventDefault();
    return true;
  }

  /** What stands between an `@` and the caret, or null. */
  get #begun(): string | null {
    const { selectionStart, selectionEnd, value } = this.area;
    if (selectionStart !== selectionEnd) return null;
    return BEGUN.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    const search = this.#begun;
    if (search === null) this.#show([]);
    else this.#timer = setTimeout(() => void this.#ask(search), ASK_AFTER_MS);
  }

  async #ask(search: string): Promise<void> {
    try {
      const found = await this.find(search);
      if (this.#begun === search && document.activeElement === this.area) this.#show(found);
    } catch (error) {
      // Without the list a name can still be typed.
      if (!(error instanceof ApiProblem)) throw error;
      this.#show([]);
    }
  }

  #show(people: readonly Author[]): void {
    this.#people = people;
    this.root.replaceChildren(...people.map((person, index) => this.#option(person, index)));
    this.root.hidden = people.length === 0;
    setAttribute(this.area, "aria-controls", people.length === 0 ? null : this.#id);
    this.#choose(0);
    if (people.length > 0) announce(ngettext("%(count)s person found.", "%(count)s people found.", people.length));
  }

  #option(person: Author, index: number): HTMLElement {
    const option = element(
      "li",
      { class: "mention-option", id: `${this.#id}-${index}`, role: "option" },
      face(person),
      element("span", { class: "mention-name" }, person.name),
      element("span", { class: "mention-username" }, `@${person.username ?? ""}`),
    );
    // The text box keeps its focus.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#insert(person));
    return option;
  }

  #choose(index: number): void {
    const count = this.#people.length;
    this.#chosen = count === 0 ? 0 : (index + count) % count;
    setAttribute(this.area, "aria-activedescendant", count === 0 ? null : `${this.#id}-${this.#chosen}`);
    for (const [at, option] of [...this.root.children].entries()) {
      setAttribute(option, "aria-selected", String(at === this.#chosen));
      if (at === this.#chosen) option.scrollIntoView({ block: "nearest" });
    }
  }

  #insert(person: Author | undefined): void {
    const begun = this.#begun;
    this.#show([]);
    if (begun === null || !person?.username) return;
    const end = this.area.selectionStart;
    this.area.setRangeText(`@${person.username} `, end - begun.length - 1, end, "end");
    this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
