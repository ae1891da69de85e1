/**
 * The panel of comments: open threads in the order of the text, resolved ones, and the box for a new thread.
 */

import { gettext } from "../i18n";
import { element, icon, setAttribute } from "../ui/element";
import { shownKeys } from "../ui/keys";
import { scrolling } from "../ui/motion";
import { Composer, type ComposerOptions } from "./composer";
import { type ThreadActions, ThreadCard } from "./threadCard";
import type { Thread } from "./threads";

export const COMMENT_KEYS = "Mod+Alt+M";

/** Everything that the panel shows. */
export interface PanelView {
  readonly threads: readonly Thread[];
  readonly openCount: number;
  readonly showsResolved: boolean;
  readonly active: number | null;
  readonly isInText: (thread: number) => boolean;
  readonly mayComment: boolean;
}

export interface PanelActions extends ThreadActions {
  readonly close: () => void;
  readonly filter: (showsResolved: boolean) => void;
}

export class CommentPanel {
  readonly #list = element("div", { class: "threads", "data-testid": "threads" });
  readonly #new = element("div", { class: "thread-new" });
  readonly #open = element("button", { class: "filter", type: "button" });
  readonly #resolved = element("button", { class: "filter", type: "button" }, gettext("Resolved"));
  readonly #cards = new Map<number, ThreadCard>();

  constructor(
    root: HTMLElement,
    private readonly actions: PanelActions,
  ) {
    const close = element(
      "button",
      { "aria-label": gettext("Close"), class: "icon-button", type: "button" },
      icon("close"),
    );
    close.addEventListener("click", () => actions.close());
    this.#open.addEventListener("click", () => actions.filter(false));
    this.#resolved.addEventListener("click", () => actions.filter(true));
    const filters = { "aria-label": gettext("Which comments"), class: "filters", role: "group" };
    root.replaceChildren(
      element("header", { class: "panel-header" }, element("h2", {}, gettext("Comments")), close),
      element("div", filters, this.#open, this.#resolved),
      this.#new,
      this.#list,
    );
    root.addEventListener("keydown", (event) => this.#pressed(event));
  }

  show(view: PanelView): void {
    setAttribute(this.#open, "aria-pressed", String(!view.showsResolved));
    setAttribute(this.#resolved, "aria-pressed", String(view.showsResolved));
    this.#open.textContent =
      view.openCount === 0 ? gettext("Open") : gettext("Open (%(count)s)", { count: view.openCount });
    const cards = view.threads.map((thread) => this.#card(thread, view));
    this.#forget(new Set(view.threads.map(({ id }) => id)));
    if (cards.length === 0) this.#list.replaceChildren(...(this.isComposing ? [] : [emptyText(view)]));
    else arrange(this.#list, cards);
  }

  /** Opens the box for a new thread. */
  compose(quote: string, options: ComposerOptions): void {
    const composer = new Composer(options);
    const words = element(
      "q",
      { class: "thread-words", dir: "auto" },
      quote.trim() === "" ? gettext("An image") : quote,
    );
    this.#new.replaceChildren(
      element("div", { class: "thread is-active", "data-testid": "new-thread" }, words, composer.root),
    );
    this.#list.querySelector(".threads-empty")?.remove();
    composer.focus();
  }

  stopComposing(): void {
    this.#new.replaceChildren();
  }

  get isComposing(): boolean {
    return this.#new.childElementCount > 0;
  }

  /** Puts the keyboard into a thread. */
  focusThread(thread: number): void {
    this.#cards.get(thread)?.focus();
  }

  /** Brings a thread into view. */
  reveal(thread: number): void {
    this.#cards.get(thread)?.root.scrollIntoView({ behavior: scrolling(), block: "nearest" });
  }

  #card(thread: Thread, { active, isInText }: PanelView): HTMLElement {
    const card = this.#cards.get(thread.id) ?? new ThreadCard(thread, this.actions);
    this.#cards.set(thread.id, card);
    card.show(thread, { isActive: thread.id === active, isInText: thread.resolved !== null || isInText(thread.id) });
    return card.root;
  }

  #forget(shown: ReadonlySet<number>): void {
    for (const id of [...this.#cards.keys()]) if (!shown.has(id)) this.#cards.delete(id);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") this.actions.close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event);
  }

  /** The arrow keys go from thread to thread. */
  #move(event: KeyboardEvent): void {
    const quotes = [...this.#list.querySelectorAll<HTMLElement>(".thread-quote")];
    const index = quotes.indexOf(document.activeElement as HTMLElement);
    if (index < 0) return;
    event.preventDefault();
    quotes[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
}

/** Makes the children of `list` these; whoever types in one of them goes on typing. */
function arrange(list: HTMLElement, cards: readonly HTMLElement[]): void {
  const focused = document.activeElement;
  const wanted = new Set<Element>(cards);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  for (const [index, card] of cards.entries()) {
    const there = list.children[index];
    if (there !== card) list.insertBefore(card, there ?? null);
  }
  if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
}

function emptyText({ showsResolved, mayComment }: PanelView): HTMLElement {
  const hint = mayComment
    ? gettext("Select some text and press %(keys)s to ask or to propose something.", { keys: shownKeys(COMMENT_KEYS) })
    : gettext("People who may comment can write here.");
  return element(
    "div",
    { class: "threads-empty" },
    icon("comment"),
    element("h3", {}, showsResolved ? gettext("Nothing was resolved yet") : gettext("No open comments")),
    showsResolved ? null : element("p", {}, hint),
  );
}
