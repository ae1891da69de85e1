/**
 * Comments on the editor page: what the server says goes to the panel and to the marks in the text, what people do
 * goes to the server.
 */

import { type Api, ApiProblem } from "../api";
import { onCommentRequest } from "../commentRequest";
import type { Capability } from "../config";
import type { Editor } from "../editor";
import { type Anchor, Places, selectedRange, textOf } from "../editor/anchors";
import { caretAtThread, markedRanges, revealThread, showMarks, threadAtCaret } from "../editor/commentMarks";
import { gettext, ngettext } from "../i18n";
import { showUnread } from "../ui/bell";
import { setAttribute } from "../ui/element";
import { enterText } from "../ui/readingKeys";
import { announce, toast } from "../ui/toasts";
import type { WayBack } from "../ui/wayBack";
import { Anchoring } from "./anchoring";
import { CommentApi } from "./commentApi";
import { CommentPanel, type PanelActions } from "./commentPanel";
import { ThreadBook } from "./threadBook";
import { inTextOrder, latestFirst, type Thread } from "./threads";

const LONGEST_QUOTE = 500;
const TEND_AFTER_MS = 700;
const HASH = /^#thread-(\d+)$/;

export interface DeskOptions {
  readonly api: Api;
  readonly panel: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly may: (capability: Capability) => boolean;
  /** To where the keyboard was before the panel was opened. */
  readonly wayBack: WayBack;
  /** The panel opens: other panels make place. */
  readonly opened: () => void;
}

export class CommentDesk {
  readonly #api: CommentApi;
  readonly #book: ThreadBook;
  readonly #panel: CommentPanel;
  readonly #anchoring: Anchoring;
  #editor: Editor | null = null;
  #active: number | null = null;
  #pending: Anchor | null = null;
  #showsResolved = false;
  #unread = new Set<number>();
  #tendTimer: ReturnType<typeof setTimeout> | undefined;
  #wasEditedHere = false;

  constructor(private readonly options: DeskOptions) {
    this.#api = new CommentApi(options.api);
    this.#book = new ThreadBook(this.#api);
    this.#anchoring = new Anchoring((thread, anchor) => this.#move(thread, anchor));
    this.#panel = new CommentPanel(options.panel, this.#actions());
    this.#book.on("changed", () => this.#changed());
    this.#book.on("failed", (error) => toast(error.message));
    onCommentRequest(() => this.compose());
    addEventListener("hashchange", () => void this.#followHash());
  }

  /** Works on `editor` from now on. */
  attach(editor: Editor): void {
    const isFirst = this.#editor === null;
    this.#editor = editor;
    this.#anchoring.tend(editor, this.#book.open, false);
    this.#render();
    if (isFirst) void this.#start();
  }

  /** Reads the threads, and opens the one that the address names. */
  async #start(): Promise<void> {
    await this.reload();
    setAttribute(this.options.button, "aria-busy", null);
    await this.#followHash();
  }

  /** News may have been missed. */
  async reload(): Promise<void> {
    await this.#try(() => this.#book.load());
  }

  /** The server tells that a thread has changed. */
  noticed(thread: unknown): void {
    if (typeof thread === "number") this.#book.ask(thread);
  }

  rightsChanged(): void {
    if (!this.options.may("comment")) this.#stopComposing();
    this.#render();
  }

  /** The text has changed: threads may stand elsewhere. */
  textChanged(here: boolean): void {
    this.#wasEditedHere ||= here;
    clearTimeout(this.#tendTimer);
    this.#tendTimer = setTimeout(() => this.#tend(), TEND_AFTER_MS);
  }

  /** Somebody clicked on a piece of text that is commented on. */
  clicked(thread: number): void {
    this.#choose(thread, false);
  }

  toggle(): void {
    if (this.options.panel.hidden) this.open();
    else this.close();
  }

  open(): void {
    if (this.options.panel.hidden) this.options.wayBack.remember();
    this.options.opened();
    this.options.panel.hidden = false;
    setAttribute(this.options.button, "aria-expanded", "true");
    this.#render();
    this.options.panel.focus({ preventScroll: true });
  }

  close(): void {
    if (this.options.panel.hidden) return;
    const active = this.#active;
    this.#stopComposing();
    if (active === null) this.options.wayBack.goBack(this.options.panel);
    this.options.panel.hidden = true;
    setAttribute(this.options.button, "aria-expanded", "false");
    this.#active = null;
    this.#render();
    if (this.#editor !== null && active !== null) caretAtThread(this.#editor, active);
  }

  /** Opens the box for a comment on what is selected, or the thread at the caret. */
  compose(): void {
    const editor = this.#editor;
    if (editor === null || !this.options.may("comment")) return;
    const isCaret = document.getSelection()?.isCollapsed !== false && editor.state.selection.empty;
    const known = isCaret ? threadAtCaret(editor) : null;
    if (known === null) this.#composeOnSelection(editor);
    else this.#choose(known, true);
  }

  #composeOnSelection(editor: Editor): void {
    const range = selectedRange(editor);
    const anchor = new Places(editor.state).anchor(range);
    if (anchor === null) {
      toast(gettext("Select the text that you want to comment on."));
      return;
    }
    this.#pending = anchor;
    this.#active = null;
    this.#showsResolved = false;
    this.open();
    this.#composeOn(anchor, textOf(editor, range).slice(0, LONGEST_QUOTE));
  }

  #composeOn(anchor: Anchor, quote: string): void {
    this.#panel.compose(quote, {
      cancel: () => {
        this.#stopComposing();
        if (this.#editor !== null) enterText(this.#editor);
      },
      label: gettext("Comment, @ mentions somebody"),
      people: (search) => this.#api.people(search),
      place: `new:${location.pathname}`,
      send: async (text) => {
        const thread = await this.#api.start(anchor, quote, text);
        this.#stopComposing();
        this.#active = thread.id;
        this.#book.put(thread);
        this.#panel.focusThread(thread.id);
      },
      submit: gettext("Comment"),
    });
  }

  #stopComposing(): void {
    this.#pending = null;
    this.#panel.stopComposing();
    this.#render();
  }

  #actions(): PanelActions {
    const put = async (answer: Promise<Thread>) => this.#book.put(await answer);
    return {
      choose: (thread) => this.#choose(thread, true),
      close: () => this.close(),
      edit: (thread, comment, text) => put(this.#api.edit(thread, comment, text)),
      filter: (showsResolved) => void this.#filter(showsResolved),
      leave: () => this.#leave(),
      mayComment: () => this.options.may("comment"),
      people: (search) => this.#api.people(search),
      remove: (thread, comment) => this.#try(() => this.#remove(thread, comment)),
      reopen: (thread) => this.#try(() => put(this.#api.reopen(thread))),
      reply: (thread, text) => put(this.#api.reply(thread, text)),
      resolve: (thread) => this.#try(() => this.#resolve(thread)),
    };
  }

  async #remove(thread: number, comment: number): Promise<void> {
    await this.#api.delete(thread, comment);
    await this.#book.fetch(thread);
    this.options.panel.focus({ preventScroll: true });
  }

  async #resolve(thread: number): Promise<void> {
    this.#book.put(await this.#api.resolve(thread));
    this.#active = null;
    this.#render();
    this.options.panel.focus({ preventScroll: true });
    toast(gettext("Resolved."));
  }

  #leave(): void {
    const active = this.#active;
    this.#active = null;
    this.#render();
    if (this.#editor !== null && active !== null) caretAtThread(this.#editor, active);
  }

  async #filter(showsResolved: boolean): Promise<void> {
    this.#showsResolved = showsResolved;
    this.#active = null;
    this.#render();
    if (showsResolved) await this.#try(() => this.#book.loadResolved());
  }

  /** Shows one thread in the panel and in the text; `focus` when the keyboard goes along. */
  #choose(id: number, focus: boolean): void {
    const thread = this.#book.get(id);
    if (thread === undefined) return;
    this.#active = id;
    this.#showsResolved = thread.resolved !== null;
    this.#stopComposing();
    if (this.options.panel.hidden) this.open();
    this.#panel.reveal(id);
    if (focus) this.#panel.focusThread(id);
    if (focus && this.#editor !== null) revealThread(this.#editor, id);
    if (thread.unread) void this.#try(() => this.#markRead(id));
  }

  async #markRead(thread: number): Promise<void> {
    showUnread(await this.#api.markRead(thread));
    await this.#book.fetch(thread);
  }

  async #followHash(): Promise<void> {
    const id = Number(HASH.exec(location.hash)?.[1]);
    if (!id) return;
    await this.#try(async () => {
      const thread = await this.#book.fetch(id);
      if (thread === null) toast(gettext("This comment is no longer there."));
      else this.#choose(id, true);
    });
  }

  #changed(): void {
    if (this.#editor !== null) this.#anchoring.tend(this.#editor, this.#book.open, false);
    this.#render();
    this.#hearUnread();
  }

  /** What is new is said aloud, and counted at the bell. */
  #hearUnread(): void {
    const unread = new Set(this.#book.open.filter((thread) => thread.unread).map(({ id }) => id));
    const fresh = [...unread].filter((id) => !this.#unread.has(id));
    this.#unread = unread;
    if (fresh.length === 0) return;
    announce(ngettext("%(count)s new comment", "%(count)s new comments", fresh.length));
    void this.#try(async () => showUnread(await this.#api.unread()));
  }

  #tend(): void {
    if (this.#editor === null || this.#editor.isDestroyed) return;
    const mayMove = this.#wasEditedHere && this.options.may("write");
    this.#wasEditedHere = false;
    this.#anchoring.tend(this.#editor, this.#book.open, mayMove);
    this.#render();
  }

  #move(thread: number, anchor: Anchor): void {
    void this.#try(async () => this.#book.put(await this.#api.move(thread, anchor)));
  }

  #render(): void {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed) return;
    const anchors = this.#anchoring.anchors;
    showMarks(editor, { active: this.#active, anchors, finder: placesOf, pending: this.#pending });
    const places = markedRanges(editor.state);
    const { open, resolved } = this.#book;
    this.#showButton(open);
    if (this.options.panel.hidden) return;
    this.#panel.show({
      active: this.#active,
      isInText: (thread) => places.has(thread),
      mayComment: this.options.may("comment"),
      openCount: open.length,
      showsResolved: this.#showsResolved,
      threads: this.#showsResolved ? latestFirst(resolved) : inTextOrder(open, (id) => places.get(id)?.from),
    });
  }

  #showButton(open: readonly Thread[]): void {
    const { button } = this.options;
    const badge = button.querySelector<HTMLElement>(".badge");
    const label = open.length === 0 ? gettext("Comments") : gettext("Comments: %(count)s open", { count: open.length });
    setAttribute(button, "aria-label", label);
    setAttribute(button, "title", label);
    if (badge === null) return;
    badge.hidden = open.length === 0;
    badge.textContent = String(open.length);
    badge.classList.toggle("is-new", this.#unread.size > 0);
  }

  /** What the server refuses is a sentence at the foot of the page; anything else is a fault. */
  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      toast(error.message);
    }
  }
}

function placesOf(state: Editor["state"]): Places {
  return new Places(state);
}
