/**
 * The panels beside the text, of which one is open at a time: comments and versions. Each comes as a part of its own.
 */

import type { Api } from "./api";
import type { CommentDesk } from "./comments/commentDesk";
import type { Capability } from "./config";
import type { Editor } from "./editor";
import { part } from "./lazy";
import { required } from "./ui/element";
import type { HistoryPanel } from "./ui/historyPanel";
import { WayBack } from "./ui/wayBack";

export interface SidePanelsOptions {
  readonly api: Api;
  readonly may: (capability: Capability) => boolean;
}

export class SidePanels {
  readonly #commentsPanel = required("#comments-panel", HTMLElement);
  readonly #commentsButton = required("#comments", HTMLButtonElement);
  readonly #historyPanel = required("#history-panel", HTMLElement);
  readonly #historyButton = required("#history", HTMLButtonElement);
  /** On a phone the page's menu has what opens the versions. */
  readonly #historyWay = new WayBack(() => [this.#historyButton, document.querySelector("#more")]);
  #editor: Editor | null = null;
  #comments: CommentDesk | null = null;
  #history: HistoryPanel | null = null;

  constructor(private readonly options: SidePanelsOptions) {
    this.#commentsButton.addEventListener("click", () => void this.#toggleComments());
    this.#historyButton.addEventListener("click", () => void this.#toggleHistory());
  }

  /** Works on `editor` from now on. Comments are read as soon as there is a text that they could be about. */
  attach(editor: Editor): void {
    this.#editor = editor;
    if (this.#comments === null) this.#load();
    else this.#comments.attach(editor);
  }

  /** Begins a comment on what is selected. */
  compose(): void {
    void this.#desk(() => this.compose()).then((desk) => desk?.compose());
  }

  /** News of comments may have been missed. */
  reload(): void {
    void this.#comments?.reload();
  }

  /** The server tells that a thread has changed. */
  noticed(thread: unknown): void {
    this.#comments?.noticed(thread);
  }

  textChanged(here: boolean): void {
    this.#comments?.textChanged(here);
  }

  clicked(thread: number): void {
    this.#comments?.clicked(thread);
  }

  rightsChanged(): void {
    this.#historyButton.hidden = !this.options.may("snapshot");
    this.#comments?.rightsChanged();
  }

  close(): void {
    this.#history?.close();
    this.#comments?.close();
  }

  /** Shows what changed since then, version by version. */
  async showChangesSince(moment: Date): Promise<void> {
    if (this.#historyPanel.hidden) await this.#toggleHistory();
    await this.#history?.showChangesSince(moment);
  }

  async #toggleComments(): Promise<void> {
    (await this.#desk(() => void this.#toggleComments()))?.toggle();
  }

  readonly #load = (): void => void this.#desk(this.#load);

  async #desk(again: () => void): Promise<CommentDesk | null> {
    const loaded = await part(() => import("./comments/commentDesk"), again);
    if (loaded === null || this.#comments !== null) return this.#comments;
    this.#comments = new loaded.CommentDesk({
      api: this.options.api,
      button: this.#commentsButton,
      may: this.options.may,
      opened: () => this.#history?.close(),
      panel: this.#commentsPanel,
      wayBack: new WayBack(() => [this.#commentsButton]),
    });
    if (this.#editor !== null) this.#comments.attach(this.#editor);
    return this.#comments;
  }

  async #toggleHistory(): Promise<void> {
    if (!this.#historyPanel.hidden) return this.#history?.close();
    this.#historyWay.remember();
    const loaded = await part(
      () => import("./ui/historyPanel"),
      () => void this.#toggleHistory(),
    );
    if (loaded === null) return;
    this.#history ??= new loaded.HistoryPanel({
      api: this.options.api,
      button: this.#historyButton,
      may: this.options.may,
      opened: () => this.#comments?.close(),
      panel: this.#historyPanel,
      wayBack: this.#historyWay,
      preview: required("#preview", HTMLElement),
    });
    await this.#history.open();
  }
}
