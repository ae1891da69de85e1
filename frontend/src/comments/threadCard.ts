/**
 * One thread in the panel: what it is about, what was said, and the box for a reply.
 *
 * Invariant: a box that somebody types into stays where it is, whatever comes from others meanwhile.
 */

import { gettext, ngettext } from "../i18n";
import { confirmed } from "../ui/dialogs";
import { element, icon, setAttribute } from "../ui/element";
import { commentView } from "./commentView";
import { Composer } from "./composer";
import type { FindPeople } from "./mentionBox";
import type { Comment, Thread } from "./threads";

/** What can be done with a thread; each resolves when the server has done it. */
export interface ThreadActions {
  readonly choose: (thread: number) => void;
  readonly leave: () => void;
  readonly reply: (thread: number, text: string) => Promise<void>;
  readonly edit: (thread: number, comment: number, text: string) => Promise<void>;
  readonly remove: (thread: number, comment: number) => Promise<void>;
  readonly resolve: (thread: number) => Promise<void>;
  readonly reopen: (thread: number) => Promise<void>;
  readonly people: FindPeople;
  readonly mayComment: () => boolean;
}

export interface CardState {
  readonly isActive: boolean;
  /** Whether the text that it is about is still there. */
  readonly isInText: boolean;
}

export class ThreadCard {
  readonly root: HTMLElement;
  readonly #quote = element("button", { class: "thread-quote", type: "button" });
  readonly #comments = element("ol", { class: "comments" });
  readonly #more = element("p", { class: "thread-more" });
  readonly #foot = element("div", { class: "thread-foot" });
  readonly #views = new Map<number, { readonly shown: string; readonly view: HTMLElement }>();
  readonly #edited = new Map<number, HTMLElement>();
  #reply: Composer | null = null;
  #thread: Thread;

  constructor(
    thread: Thread,
    private readonly actions: ThreadActions,
  ) {
    this.#thread = thread;
    this.root = element(
      "article",
      { class: "thread", "data-testid": "thread", "data-thread-card": thread.id },
      this.#quote,
      this.#comments,
      this.#more,
      this.#foot,
    );
    this.#quote.addEventListener("click", () => this.actions.choose(this.#thread.id));
    this.root.addEventListener("click", ({ target }) => {
      const isControl = target instanceof Element && target.closest("button, textarea, li[role=option]") !== null;
      if (!isControl && !this.root.classList.contains("is-active")) this.actions.choose(this.#thread.id);
    });
  }

  /** Shows the thread as it is now. */
  show(thread: Thread, state: CardState): void {
    this.#thread = thread;
    this.root.classList.toggle("is-active", state.isActive);
    this.root.classList.toggle("is-resolved", thread.resolved !== null);
    const [first] = thread.comments;
    const name = first?.author.name ?? "";
    setAttribute(this.root, "aria-label", gettext("Comment by %(name)s", { name }));
    this.#showQuote(state);
    this.#showComments();
    this.#showFoot(state);
  }

  /** Puts the keyboard where one goes on: into the reply, or onto the thread. */
  focus(): void {
    if (this.#reply !== null) this.#reply.focus();
    else this.#quote.focus();
  }

  #showQuote({ isActive, isInText }: CardState): void {
    const { quote, unread } = this.#thread;
    const about = quote.trim() === "" ? gettext("An image") : quote;
    const dot = unread ? element("span", { class: "dot" }, hidden(gettext("Unread"))) : null;
    const gone = isInText ? null : element("span", { class: "thread-gone" }, gettext("This text is no longer there."));
    setAttribute(this.#quote, "aria-expanded", String(isActive));
    const words = element("q", { class: "thread-words", dir: "auto" }, about);
    this.#quote.replaceChildren(...[dot, words, gone].filter((part) => part !== null));
  }

  #showComments(): void {
    for (const comment of this.#thread.comments) this.#showComment(comment);
    const replies = this.#thread.comments.length - 1;
    this.#more.hidden = replies === 0;
    this.#more.textContent = ngettext("%(count)s reply", "%(count)s replies", replies);
  }

  #showComment(comment: Comment): void {
    const shown = JSON.stringify(comment);
    const known = this.#views.get(comment.id);
    if (known?.shown === shown) return;
    const view = commentView(comment, {
      edit: () => this.#edit(comment),
      remove: () => void this.#remove(comment),
    });
    this.#views.set(comment.id, { shown, view });
    const place = this.#edited.get(comment.id) ?? known?.view;
    if (this.#edited.has(comment.id)) return;
    if (place === undefined) this.#comments.append(view);
    else place.replaceWith(view);
  }

  #edit(comment: Comment): void {
    const done = () => {
      this.#edited.delete(comment.id);
      const view = this.#views.get(comment.id)?.view;
      if (view === undefined) return;
      item.replaceWith(view);
      view.querySelector("button")?.focus();
    };
    const composer = new Composer({
      cancel: done,
      label: gettext("Edit the comment"),
      people: this.actions.people,
      place: `edit:${comment.id}`,
      send: async (text) => {
        await this.actions.edit(this.#thread.id, comment.id, text);
        done();
      },
      submit: gettext("Save"),
      text: comment.text,
    });
    const item = element("li", { class: "comment" }, composer.root);
    this.#edited.set(comment.id, item);
    this.#views.get(comment.id)?.view.replaceWith(item);
    composer.focus();
  }

  async #remove(comment: Comment): Promise<void> {
    const isLast = this.#thread.comments.filter(({ deleted }) => deleted === null).length === 1;
    const sure = await confirmed({
      confirm: gettext("Delete"),
      text: isLast ? gettext("The whole thread goes with it.") : gettext("The others can see that it was deleted."),
      title: gettext("Delete this comment?"),
    });
    if (sure) await this.actions.remove(this.#thread.id, comment.id);
  }

  #showFoot({ isActive }: CardState): void {
    const { resolved, id } = this.#thread;
    const mayReply = isActive && resolved === null && this.actions.mayComment();
    if (mayReply) this.#reply ??= this.#replyBox(id);
    else this.#reply = null;
    const parts = [this.#resolution(), this.#reply?.root ?? null, isActive ? this.#closing() : null];
    const next = parts.filter((part) => part !== null);
    // What is typed into keeps its focus only where it is not moved.
    if (this.#reply === null || !this.#foot.contains(this.#reply.root)) this.#foot.replaceChildren(...next);
  }

  #replyBox(id: number): Composer {
    return new Composer({
      cancel: this.actions.leave,
      label: gettext("Reply, @ mentions somebody"),
      people: this.actions.people,
      place: `reply:${id}`,
      send: (text) => this.actions.reply(id, text),
      submit: gettext("Reply"),
    });
  }

  #resolution(): HTMLElement | null {
    const { resolved, resolved_by: by } = this.#thread;
    if (resolved === null) return null;
    const text = gettext("Resolved by %(name)s", { name: by?.name ?? "" });
    return element("p", { class: "thread-resolved" }, icon("check"), text);
  }

  #closing(): HTMLElement | null {
    if (!this.actions.mayComment()) return null;
    const { id, resolved } = this.#thread;
    const isOpen = resolved === null;
    const label = isOpen ? gettext("Resolve") : gettext("Reopen");
    const symbol = icon(isOpen ? "check" : "restore");
    const button = element("button", { class: "button button-quiet thread-close", type: "button" }, symbol, label);
    button.addEventListener("click", () => void (isOpen ? this.actions.resolve(id) : this.actions.reopen(id)));
    return button;
  }
}

function hidden(text: string): HTMLElement {
  return element("span", { class: "visually-hidden" }, text);
}
