/**
 * The menu of blocks beside a typed slash. The keys are the editor's (editor/slash.ts); the mouse and the eye are here.
 */

import type { Block } from "../blocks";
import type { Editor } from "../editor";
import { chooseSlash, openSlash, SLASH_LIST_ID, type Slash, slashOptionId } from "../editor/slash";
import { gettext, ngettext } from "../i18n";
import { element, icon } from "./element";
import { float, whenMoved } from "./floating";
import { shownKeys } from "./keys";
import { announce } from "./toasts";

export class SlashMenu {
  readonly #list = element("div", { "aria-label": gettext("Blocks"), id: SLASH_LIST_ID, role: "listbox" });
  readonly #none = element("p", { class: "slash-none", hidden: true }, gettext("No block has this name."));
  readonly #root = element("div", { class: "floating slash-menu", hidden: true }, this.#list, this.#none);
  #editor: Editor | null = null;
  #shown: readonly Block[] | null = null;

  constructor(host: HTMLElement) {
    host.after(this.#root);
    // The editor keeps its focus while the menu is used.
    this.#root.addEventListener("mousedown", (event) => event.preventDefault());
    this.#root.addEventListener("click", ({ target }) => this.#clicked(target));
    whenMoved(() => this.#place());
  }

  /** Belongs to `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    editor.on("transaction", () => this.#update(openSlash(editor)));
    editor.on("destroy", () => this.#update(null));
  }

  #update(open: Slash | null): void {
    this.#root.hidden = open === null;
    if (open === null) {
      this.#shown = null;
      return;
    }
    if (open.found !== this.#shown) this.#fill(open.found);
    this.#mark(open.index);
    this.#place();
  }

  #fill(found: readonly Block[]): void {
    this.#shown = found;
    this.#list.replaceChildren(...found.map(option));
    this.#list.hidden = found.length === 0;
    this.#none.hidden = found.length > 0;
    announce(
      found.length === 0
        ? gettext("No block has this name.")
        : ngettext("%(count)s block", "%(count)s blocks", found.length),
    );
  }

  #mark(index: number): void {
    for (const [at, node] of [...this.#list.children].entries()) {
      node.setAttribute("aria-selected", String(at === index));
      if (at === index) node.scrollIntoView({ block: "nearest" });
    }
  }

  #place(): void {
    const editor = this.#editor;
    const open = editor === null || editor.isDestroyed ? null : openSlash(editor);
    if (editor === null || open === null) return;
    float(this.#root, editor.view.coordsAtPos(open.from), { align: "start", side: "below" });
  }

  #clicked(target: EventTarget | null): void {
    const node = target instanceof Element ? target.closest("[role=option]") : null;
    const block = this.#shown?.[[...this.#list.children].indexOf(node as Element)];
    if (this.#editor !== null && block !== undefined) chooseSlash(this.#editor, block);
  }
}

function option({ name, title, icon: symbol, keys }: Block, index: number): HTMLElement {
  return element(
    "div",
    { "aria-selected": "false", class: "slash-option", "data-block": name, id: slashOptionId(index), role: "option" },
    icon(symbol),
    element("span", { class: "slash-title" }, title),
    keys === undefined ? null : element("span", { "aria-hidden": "true", class: "slash-keys" }, shownKeys(keys)),
  );
}
