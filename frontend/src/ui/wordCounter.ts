/**
 * How many words the text has, at the foot of the page; of a selection, too. Opens to say more.
 */

import type { Editor } from "../editor";
import { countDocument, countSelection } from "../editor/count";
import { gettext, ngettext } from "../i18n";
import { minutesToRead, type TextCount } from "../wordCount";
import { element, setAttribute } from "./element";

/** Counting may wait until the fingers rest. */
const REFRESH_AFTER_MS = 500;

export class WordCounter {
  readonly #words = element("span");
  readonly #button = element(
    "button",
    { "aria-controls": "count-detail", "aria-expanded": "false", class: "count-button", type: "button" },
    this.#words,
  );
  readonly #detail = element("dl", { class: "menu count-detail", hidden: true, id: "count-detail" });
  #editor: Editor | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly root: HTMLElement) {
    root.append(this.#button, this.#detail);
    this.#button.addEventListener("click", () => this.#toggle(this.#detail.hidden !== false));
    root.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#toggle(false);
    });
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) this.#toggle(false);
    });
  }

  /** Counts the text of `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    editor.on("transaction", () => this.#refreshSoon());
    this.#refresh();
  }

  #toggle(open: boolean): void {
    this.#detail.hidden = !open;
    setAttribute(this.#button, "aria-expanded", String(open));
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#refresh();
    }, REFRESH_AFTER_MS);
  }

  #refresh(): void {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed) return;
    const [all, selected] = [countDocument(editor), countSelection(editor)];
    this.root.hidden = false;
    this.#words.textContent = sentence(all, selected);
    this.#detail.replaceChildren(...rows(all, selected));
  }
}

function sentence(all: TextCount, selected: TextCount | null): string {
  const words = all.words.toLocaleString();
  if (selected === null || selected.characters === 0) {
    return ngettext("%(words)s word", "%(words)s words", all.words, { words });
  }
  const some = selected.words.toLocaleString();
  return ngettext("%(some)s of %(words)s word", "%(some)s of %(words)s words", all.words, { some, words });
}

function rows(all: TextCount, selected: TextCount | null): HTMLElement[] {
  const figures: readonly (readonly [string, keyof TextCount])[] = [
    [gettext("Words"), "words"],
    [gettext("Characters"), "characters"],
    [gettext("Without spaces"), "letters"],
  ];
  const shown = figures.map(([label, key]) => {
    const part = selected === null ? "" : `${selected[key].toLocaleString()} / `;
    return row(label, `${part}${all[key].toLocaleString()}`);
  });
  const minutes = minutesToRead((selected ?? all).words);
  const time = ngettext("%(count)s minute", "%(count)s minutes", minutes);
  return [...shown, row(gettext("Reading time"), time)];
}

function row(label: string, value: string): HTMLElement {
  return element("div", {}, element("dt", {}, label), element("dd", {}, value));
}
