/**
 * The quick switcher: type some of a title or a text, press Enter, be there.
 *
 * A combobox with a list below (WAI-ARIA): the focus stays in the field, the arrow keys choose.
 */

import { type Found, findDocuments } from "../finding";
import { gettext, ngettext } from "../i18n";
import { element, icon, setAttribute } from "./element";

const SEARCH_AFTER_MS = 120;

export class Switcher {
  readonly #dialog: HTMLDialogElement;
  readonly #field: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #status: HTMLElement;
  #found: readonly Found[] = [];
  #chosen = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | null = null;

  static open(): void {
    if (document.querySelector("dialog.switcher") === null) new Switcher();
  }

  private constructor() {
    const label = gettext("Go to a document");
    this.#field = element("input", {
      "aria-autocomplete": "list",
      "aria-controls": "switcher-list",
      "aria-expanded": "true",
      "aria-label": label,
      autocomplete: "off",
      dir: "auto",
      maxlength: 200,
      placeholder: gettext("Go to a document…"),
      role: "combobox",
      spellcheck: "false",
      type: "text",
    });
    this.#list = element("ul", { "aria-label": label, class: "switcher-list", id: "switcher-list", role: "listbox" });
    this.#status = element("p", { class: "visually-hidden", role: "status" });
    const head = element("div", { class: "switcher-field" }, icon("search"), this.#field, element("kbd", {}, "Esc"));
    const attributes = { "aria-label": label, class: "switcher", "data-testid": "switcher" };
    this.#dialog = element("dialog", attributes, head, this.#list, this.#status);
    this.#listen();
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    void this.#search();
  }

  #listen(): void {
    this.#dialog.addEventListener("close", () => {
      this.#request?.abort();
      clearTimeout(this.#timer);
      this.#dialog.remove();
    });
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#search(), SEARCH_AFTER_MS);
    });
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (option) this.#go(Number(option.dataset["index"]), event);
    });
  }

  #pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) this.#choose(this.#chosen + step);
    else if (event.key === "Enter") this.#go(this.#chosen, event);
    else return;
    event.preventDefault();
  }

  #choose(index: number): void {
    const count = this.#found.length;
    if (count === 0) return;
    this.#chosen = (index + count) % count;
    for (const option of this.#list.querySelectorAll<HTMLElement>("[role=option]")) {
      const isChosen = Number(option.dataset["index"]) === this.#chosen;
      setAttribute(option, "aria-selected", String(isChosen));
      if (isChosen) {
        setAttribute(this.#field, "aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    }
  }

  #go(index: number, event: KeyboardEvent | MouseEvent): void {
    const found = this.#found[index];
    if (found === undefined) return;
    if (event.ctrlKey || event.metaKey) open(found.url, "_blank", "noopener");
    else location.assign(found.url);
    this.#dialog.close();
  }

  async #search(): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const typed = this.#field.value.trim();
    try {
      const found = await findDocuments(typed, request.signal);
      if (!request.signal.aborted) this.#show(found, typed);
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof TypeError)) throw error;
      this.#say(gettext("The server cannot be reached."));
    }
  }

  #show(found: readonly Found[], typed: string): void {
    this.#found = found;
    if (found.length === 0) {
      this.#say(typed === "" ? gettext("You have opened no document yet.") : gettext("Nothing found."));
      return;
    }
    const heading = element("li", { class: "switcher-heading", role: "presentation" }, gettext("Recent"));
    this.#list.replaceChildren(...(typed === "" ? [heading] : []), ...found.map(optionOf));
    this.#status.textContent = ngettext("%(count)s document", "%(count)s documents", found.length);
    this.#choose(0);
  }

  #say(sentence: string): void {
    this.#found = [];
    setAttribute(this.#field, "aria-activedescendant", null);
    this.#list.replaceChildren(element("li", { class: "switcher-note", role: "presentation" }, sentence));
    this.#status.textContent = sentence;
  }
}

function optionOf(found: Found, index: number): HTMLElement {
  const pieces = (found.excerpt ?? []).map(({ text, marked }) => (marked ? element("mark", {}, text) : text));
  return element(
    "li",
    {
      "aria-selected": "false",
      class: "switcher-option",
      "data-index": String(index),
      id: `switcher-${index}`,
      role: "option",
    },
    icon(found.starred ? "star" : "document"),
    element("span", { class: "switcher-title", dir: "auto" }, found.title),
    element("span", { class: "switcher-owner" }, found.owner ?? ""),
    pieces.length > 0 ? element("span", { class: "switcher-excerpt", dir: "auto" }, ...pieces) : null,
  );
}
