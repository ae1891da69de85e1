/**
 * Shows who wrote what: the text in the colours of its authors, and whose colour is which. Loaded when it is wanted.
 */

import { type Api, ApiProblem, type Writer } from "../api";
import type { Editor } from "../editor";
import { type AuthorMark, markAuthors } from "../editor/authorMarks";
import { writtenRanges } from "../editor/authorship";
import { gettext } from "../i18n";
import { safeColor, safeName, shownName } from "../presence";
import { element } from "./element";
import { face } from "./face";
import { toast } from "./toasts";

/** What is typed gets its colour when the fingers rest a moment. */
const REFRESH_AFTER_MS = 400;
/** The server is asked no more often who somebody is that nobody knows yet. */
const ASK_AGAIN_MS = 5_000;

interface Shown {
  readonly color: string;
  readonly name: string;
  readonly writer: Writer;
}

export class AuthorColors {
  readonly #legend = element("ul", {
    "aria-label": gettext("Who wrote the text"),
    class: "author-legend",
    hidden: true,
    // With many people it scrolls, also for those without a mouse.
    tabindex: 0,
  });
  #editor: Editor | null = null;
  #writers = new Map<number, Shown>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isOn = false;
  readonly #changed = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (transaction.docChanged) this.#refreshSoon();
  };

  constructor(
    private readonly api: Api,
    host: HTMLElement,
  ) {
    host.append(this.#legend);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Paints the text of `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor?.off("transaction", this.#changed);
    this.#editor = editor;
    editor.on("transaction", this.#changed);
    if (this.#isOn) void this.#refresh();
  }

  async toggle(): Promise<void> {
    this.#isOn = !this.#isOn;
    if (this.#isOn) await this.#refresh();
    else this.#clear();
  }

  #clear(): void {
    this.#legend.hidden = true;
    if (this.#editor !== null && !this.#editor.isDestroyed) markAuthors(this.#editor, []);
  }

  #refreshSoon(): void {
    if (!this.#isOn) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#refresh();
    }, REFRESH_AFTER_MS);
  }

  async #refresh(): Promise<void> {
    await this.#learn();
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed || !this.#isOn) return;
    const ranges = writtenRanges(editor);
    const marks = ranges.flatMap(({ from, to, client }): AuthorMark[] => {
      const shown = this.#writers.get(client);
      return shown === undefined ? [] : [{ color: shown.color, from, name: shown.name, to }];
    });
    markAuthors(editor, marks);
    this.#show(new Set(ranges.flatMap(({ client }) => this.#writers.get(client)?.writer ?? [])));
  }

  /** Asks who the clients are whose text is here and whom nobody knows. */
  async #learn(): Promise<void> {
    if (this.#editor === null || performance.now() - this.#askedAt < ASK_AGAIN_MS) return;
    if (writtenRanges(this.#editor).every(({ client }) => this.#writers.has(client))) return;
    this.#askedAt = performance.now();
    try {
      const writers = await this.api.writers();
      this.#writers = new Map(writers.flatMap((writer) => writer.clients.map((client) => [client, shown(writer)])));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      toast(error.message);
    }
  }

  #show(writers: ReadonlySet<Writer>): void {
    const rows = [...writers].map((writer) => {
      const { color, name } = shown(writer);
      const row = element("li", {}, face(writer), name);
      row.style.setProperty("--author", color);
      return row;
    });
    this.#legend.replaceChildren(...rows);
    this.#legend.hidden = rows.length === 0;
  }
}

function shown(writer: Writer): Shown {
  const name = shownName({ isGuest: writer.guest, name: safeName(writer.name) });
  return { color: safeColor(writer.color), name, writer };
}
