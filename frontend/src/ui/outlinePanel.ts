/**
 * The outline of the document: its headings, which of them one is at, and the way to each. Loaded when it is opened.
 */

import type { Editor } from "../editor";
import { goToHeading, type Heading, headingElement, headingsOf } from "../editor/outline";
import { gettext } from "../i18n";
import { element, icon, setAttribute } from "./element";
import { enterText } from "./readingKeys";
import type { WayBack } from "./wayBack";

export interface OutlineOptions {
  readonly panel: HTMLElement;
  /** What covers the top of the text. */
  readonly head: HTMLElement;
  /** To where the keyboard was when the panel was asked for. */
  readonly wayBack: WayBack;
}

const REFRESH_AFTER_MS = 250;
/** A heading counts as reached a little before it is under the bars. */
const REACHED_PX = 24;

export class OutlinePanel {
  readonly #list = element("ol", { class: "outline-list" });
  #editor: Editor | null = null;
  #headings: readonly Heading[] = [];
  #wentSomewhere = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #frame: number | null = null;
  readonly #changed = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (transaction.docChanged) this.#refreshSoon();
  };

  constructor(private readonly options: OutlineOptions) {
    options.panel.replaceChildren(this.#header(), this.#list);
    options.panel.addEventListener("keydown", (event) => this.#pressed(event));
    addEventListener("scroll", () => this.#followSoon(), { passive: true });
  }

  get isOpen(): boolean {
    return !this.options.panel.hidden;
  }

  /** Shows the headings of `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor?.off("transaction", this.#changed);
    this.#editor = editor;
    editor.on("transaction", this.#changed);
    this.#refresh();
  }

  open(): void {
    this.#wentSomewhere = false;
    this.options.panel.hidden = false;
    this.#refresh();
  }

  /** Puts the keyboard on the heading one is at. */
  focus(): void {
    const current = this.#list.querySelector<HTMLElement>("[aria-current]") ?? this.#buttons[0];
    (current ?? this.options.panel).focus();
  }

  close(): void {
    const { panel, wayBack } = this.options;
    if (this.#wentSomewhere && this.#editor !== null) enterText(this.#editor);
    else wayBack.goBack(panel);
    panel.hidden = true;
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.#list.querySelectorAll("button")];
  }

  #header(): HTMLElement {
    const close = element(
      "button",
      { "aria-label": gettext("Close"), class: "icon-button", type: "button" },
      icon("close"),
    );
    close.addEventListener("click", () => this.close());
    return element("header", { class: "panel-header" }, element("h2", {}, gettext("Outline")), close);
  }

  #refreshSoon(): void {
    if (!this.isOpen) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#refresh();
    }, REFRESH_AFTER_MS);
  }

  #refresh(): void {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed || !this.isOpen) return;
    const headings = headingsOf(editor);
    const isSame = JSON.stringify(headings.map(shown)) === JSON.stringify(this.#headings.map(shown));
    this.#headings = headings;
    if (!isSame || headings.length === 0) this.#fill();
    this.#follow();
  }

  #fill(): void {
    const focused = this.#buttons.indexOf(document.activeElement as HTMLButtonElement);
    const top = Math.min(...this.#headings.map(({ level }) => level));
    const rows = this.#headings.map(({ level, text }, index) => this.#row(text, level - top, index));
    this.#list.replaceChildren(...(rows.length === 0 ? [emptyText()] : rows));
    if (focused >= 0) this.#buttons[Math.min(focused, rows.length - 1)]?.focus();
  }

  #row(text: string, depth: number, index: number): HTMLElement {
    const button = element("button", { class: "outline-item", "data-depth": depth, dir: "auto", type: "button" }, text);
    button.addEventListener("click", () => this.#goTo(index));
    return element("li", {}, button);
  }

  #goTo(index: number): void {
    // Others may have typed since: where a heading was is not where it is.
    this.#refresh();
    const heading = this.#headings[index];
    if (this.#editor === null || heading === undefined) return;
    goToHeading(this.#editor, heading);
    this.#wentSomewhere = true;
    this.#mark(index);
  }

  #followSoon(): void {
    if (!this.isOpen) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#follow();
    });
  }

  #follow(): void {
    if (this.#editor !== null && !this.#editor.isDestroyed) this.#mark(this.#reached(this.#editor));
  }

  /** The last heading that is above what is visible, or just there: found by halving, there may be hundreds. */
  #reached(editor: Editor): number {
    const line = this.options.head.getBoundingClientRect().bottom + REACHED_PX;
    let [low, high] = [0, this.#headings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const heading = this.#headings[middle];
      const top = heading === undefined ? 0 : (headingElement(editor, heading)?.getBoundingClientRect().top ?? 0);
      if (top <= line) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #mark(index: number): void {
    for (const [at, button] of this.#buttons.entries()) {
      setAttribute(button, "aria-current", at === index ? "location" : null);
      if (at === index) keepInView(this.options.panel, button);
    }
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.close();
      return;
    }
    const buttons = this.#buttons;
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (index < 0 || by === 0) return;
    event.preventDefault();
    buttons.at((index + by) % buttons.length)?.focus();
  }
}

/** Scrolls the panel alone: the page must not move because of what it shows. */
function keepInView(panel: HTMLElement, row: HTMLElement): void {
  const [outer, inner] = [panel.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top) panel.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) panel.scrollTop += inner.bottom - outer.bottom;
}

function shown({ level, text }: Heading): readonly [number, string] {
  return [level, text];
}

function emptyText(): HTMLElement {
  return element("li", { class: "outline-empty" }, gettext("Headings show up here. Type # and a space to write one."));
}
