/**
 * A text box for somebody: a username, a mail address, or a name from the list of suggestions below it
 * (WAI-ARIA combobox with a list).
 */

import { ApiProblem } from "../api";
import { gettext, ngettext } from "../i18n";
import { element, setAttribute } from "../ui/element";
import { holderFace, holderKey, holderName, holderText } from "./holders";
import type { Holder } from "./shareApi";

const ASK_AFTER_MS = 140;

export interface PersonBoxOptions {
  readonly label: string;
  readonly find: (search: string) => Promise<readonly Holder[]>;
  readonly say: (sentence: string) => void;
}

let made = 0;

export class PersonBox {
  readonly root: HTMLElement;
  readonly #id = `person-box-${++made}`;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  #found: readonly Holder[] = [];
  #at = 0;
  #chosen: Holder | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: PersonBoxOptions) {
    const { label } = options;
    this.#input = element("input", {
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": label,
      autocomplete: "off",
      class: "input",
      maxlength: 254,
      placeholder: label,
      role: "combobox",
      spellcheck: "false",
      type: "text",
    });
    this.#list = element("ul", {
      "aria-label": label,
      class: "menu suggestions",
      hidden: true,
      id: this.#id,
      role: "listbox",
    });
    this.root = element("div", { class: "person-box" }, this.#input, this.#list);
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("blur", () => this.#show([]));
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
  }

  focus(): void {
    this.#input.focus();
  }

  clear(): void {
    this.#input.value = "";
    this.#chosen = null;
  }

  /** Who is meant by what stands in the box; null while it is empty. */
  get holder(): { readonly user: string } | { readonly group: string } | null {
    if (this.#chosen) return holderKey(this.#chosen);
    const typed = this.#input.value.trim();
    return typed === "" ? null : { user: typed };
  }

  /** As it stands in the box. */
  get text(): string {
    return this.#input.value.trim();
  }

  #typed(): void {
    this.#chosen = null;
    clearTimeout(this.#timer);
    const search = this.text;
    if (search === "") this.#show([]);
    else this.#timer = setTimeout(() => void this.#ask(search), ASK_AFTER_MS);
  }

  async #ask(search: string): Promise<void> {
    try {
      const found = await this.options.find(search);
      if (this.text === search && document.activeElement === this.#input) this.#show(found);
    } catch (error) {
      // Without suggestions a whole username or mail address still does.
      if (!(error instanceof ApiProblem)) throw error;
      this.#show([]);
    }
  }

  #show(found: readonly Holder[]): void {
    clearTimeout(this.#timer);
    this.#found = found;
    this.#list.replaceChildren(...found.map((holder, index) => this.#option(holder, index)));
    this.#list.hidden = found.length === 0;
    setAttribute(this.#input, "aria-expanded", String(found.length > 0));
    setAttribute(this.#input, "aria-controls", found.length === 0 ? null : this.#id);
    this.#go(0);
    if (found.length > 0) this.options.say(ngettext("%(count)s suggestion", "%(count)s suggestions", found.length));
  }

  #option(holder: Holder, index: number): HTMLElement {
    const option = element(
      "li",
      { class: "suggestion", id: `${this.#id}-${index}`, role: "option" },
      holderFace(holder),
      holderText(holder),
    );
    // The text box keeps its focus.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#choose(holder));
    return option;
  }

  #pressed(event: KeyboardEvent): void {
    if (this.#found.length === 0) return;
    if (event.key === "ArrowDown") this.#go(this.#at + 1);
    else if (event.key === "ArrowUp") this.#go(this.#at - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#found[this.#at]);
    else if (event.key === "Escape") this.#show([]);
    else return;
    // Tab goes on to the next field; Escape leaves the dialog open.
    if (event.key !== "Tab") event.preventDefault();
  }

  #go(index: number): void {
    const count = this.#found.length;
    this.#at = count === 0 ? 0 : (index + count) % count;
    setAttribute(this.#input, "aria-activedescendant", count === 0 ? null : `${this.#id}-${this.#at}`);
    for (const [at, option] of [...this.#list.children].entries()) {
      setAttribute(option, "aria-selected", String(at === this.#at));
      if (at === this.#at) option.scrollIntoView({ block: "nearest" });
    }
  }

  #choose(holder: Holder | undefined): void {
    this.#show([]);
    if (holder === undefined) return;
    this.#input.value = holderName(holder);
    this.#chosen = holder;
    this.options.say(gettext("%(name)s is chosen.", { name: holderName(holder) }));
  }
}
