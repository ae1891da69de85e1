/**
 * The document's title, edited in its place.
 */

import { gettext } from "../i18n";
import { element } from "./element";

const SAVED_AFTER_MS = 700;
const untitled = () => gettext("Untitled");
/** The title counts as away once it is under the bars at the top. */
const BELOW_THE_BARS = { rootMargin: "-100px 0px 0px 0px" };

export interface TitleOptions {
  readonly title: string;
  readonly editable: boolean;
  /** Where the title is repeated while it is scrolled away. */
  readonly echo: HTMLElement;
  /** Stores a title; rejects with a sentence when the server does not take it. */
  readonly save: (title: string) => Promise<void>;
  /** Enter and the arrow down lead into the text. */
  readonly leave: () => void;
  readonly failed: (error: unknown) => void;
}

export class TitleField {
  readonly #area: HTMLTextAreaElement;
  #saved: string;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly options: TitleOptions,
  ) {
    this.#saved = options.title;
    this.#area = element("textarea", {
      "aria-label": gettext("Title"),
      class: "title",
      dir: "auto",
      "data-testid": "title",
      maxlength: 300,
      placeholder: untitled(),
      readonly: !options.editable,
      rows: 1,
      spellcheck: "true",
    });
    root.replaceChildren(this.#area);
    this.#show(options.title);
    this.#area.addEventListener("input", () => this.#edited());
    this.#area.addEventListener("blur", () => void this.#save());
    this.#area.addEventListener("keydown", (event) => this.#pressed(event));
    new ResizeObserver(() => this.#fit()).observe(root);
    new IntersectionObserver(([entry]) => {
      document.body.classList.toggle("title-is-away", entry?.isIntersecting === false);
    }, BELOW_THE_BARS).observe(root);
  }

  /** As others see it. */
  get saved(): string {
    return this.#saved;
  }

  /** Somebody renamed the document: what is being typed here is not overwritten. */
  renamed(title: string): void {
    this.#saved = title;
    if (document.activeElement !== this.#area) this.#show(title);
  }

  setEditable(editable: boolean): void {
    this.#area.readOnly = !editable;
  }

  /** A document without a name wants one first. */
  nameIfUntitled(): void {
    if (this.#saved === untitled() && !this.#area.readOnly) this.#area.select();
  }

  #show(title: string): void {
    this.#area.value = title;
    this.#name(title);
    this.#fit();
  }

  /** Where else on the page the title stands. */
  #name(title: string): void {
    const shown = title || untitled();
    document.title = shown;
    this.options.echo.textContent = shown;
    this.root.dataset["title"] = shown;
  }

  #fit(): void {
    this.#area.style.height = "auto";
    this.#area.style.height = `${this.#area.scrollHeight}px`;
  }

  #edited(): void {
    // A title is one line, also when more were pasted.
    if (this.#area.value.includes("\n")) this.#area.value = this.#area.value.replace(/\s*\n\s*/g, " ");
    this.#fit();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), SAVED_AFTER_MS);
  }

  #pressed(event: KeyboardEvent): void {
    const leaves = (event.key === "Enter" && !event.isComposing) || (event.key === "ArrowDown" && this.#isAtEnd());
    if (leaves) {
      event.preventDefault();
      this.options.leave();
    } else if (event.key === "Escape") {
      this.#show(this.#saved);
      this.#area.blur();
    }
  }

  #isAtEnd(): boolean {
    return this.#area.selectionStart === this.#area.value.length;
  }

  async #save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const title = this.#area.value.trim() || untitled();
    if (title === this.#saved || this.#area.readOnly) return;
    const before = this.#saved;
    this.#saved = title;
    this.#name(title);
    try {
      await this.options.save(title);
    } catch (error) {
      this.#saved = before;
      this.options.failed(error);
    }
  }
}
