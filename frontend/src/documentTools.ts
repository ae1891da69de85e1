/**
 * What helps to get along in a long document: outline, find and replace, who wrote what, count of words. All but the
 * last come when they are wanted.
 */

import type { Api } from "./api";
import type { Editor } from "./editor";
import { selectedText } from "./editor/selection";
import { gettext } from "./i18n";
import { fetchAhead, part } from "./lazy";
import type { AuthorColors } from "./ui/authorColors";
import { required } from "./ui/element";
import type { FindBar } from "./ui/findBar";
import { hasMod } from "./ui/keys";
import type { MenuItem } from "./ui/menuButton";
import type { OutlinePanel } from "./ui/outlinePanel";
import { WayBack } from "./ui/wayBack";
import { WordCounter } from "./ui/wordCounter";

const loadFindBar = () => import("./ui/findBar");

export class DocumentTools {
  readonly #outlinePanel = required("#outline-panel", HTMLElement);
  readonly #head = required(".head", HTMLElement);
  readonly #counter = new WordCounter(required("#word-count", HTMLElement));
  readonly #outlineWay = new WayBack(() => [document.querySelector("#more")]);
  #editor: Editor | null = null;
  #find: FindBar | null = null;
  #outline: OutlinePanel | null = null;
  #authors: AuthorColors | null = null;

  constructor(
    private readonly api: Api,
    private readonly mayWrite: () => boolean,
  ) {}

  /** Works on `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    this.#counter.attach(editor);
    fetchAhead(loadFindBar);
    this.#find?.attach(editor);
    this.#outline?.attach(editor);
    this.#authors?.attach(editor);
  }

  /** What the page's menu offers. */
  get choices(): readonly MenuItem[] {
    return [
      {
        icon: "search",
        keys: "Mod+F",
        name: "find",
        run: () => void this.#openFind(false),
        title: gettext("Find and replace"),
      },
      {
        icon: "outline",
        isOn: () => !this.#outlinePanel.hidden,
        keys: "Mod+Alt+O",
        name: "outline",
        run: () => void this.#toggleOutline(),
        title: gettext("Outline"),
      },
      {
        icon: "people",
        isOn: () => this.#authors?.isOn === true,
        isShown: this.mayWrite,
        name: "authors",
        run: () => void this.#toggleAuthors(),
        title: gettext("Show who wrote what"),
      },
    ];
  }

  /** Takes the keys that belong to the tools; false for all others. */
  pressed(event: KeyboardEvent): boolean {
    if (!hasMod(event) || this.#editor === null || isBusyElsewhere()) return false;
    if (event.code === "KeyF" && !event.shiftKey && this.#find?.isFocused !== true) void this.#openFind(event.altKey);
    else if (event.code === "KeyH" && event.ctrlKey && !event.shiftKey) void this.#openFind(true);
    else if (event.code === "KeyO" && event.altKey) void this.#toggleOutline();
    else return false;
    return true;
  }

  async #openFind(replaces: boolean): Promise<void> {
    const editor = this.#editor;
    if (editor === null) return;
    const selected = selectedText(editor);
    if (this.#find === null) {
      const loaded = await part(loadFindBar, () => void this.#openFind(replaces));
      if (loaded === null) return;
      this.#find ??= new loaded.FindBar(this.#head);
      this.#find.attach(editor);
    }
    this.#find.open(selected, replaces);
  }

  async #toggleOutline(): Promise<void> {
    if (this.#outline?.isOpen) {
      this.#outline.close();
      return;
    }
    this.#outlineWay.remember();
    const loaded = await part(
      () => import("./ui/outlinePanel"),
      () => void this.#toggleOutline(),
    );
    if (loaded === null) return;
    this.#outline ??= new loaded.OutlinePanel({
      head: this.#head,
      panel: this.#outlinePanel,
      wayBack: this.#outlineWay,
    });
    if (this.#editor !== null) this.#outline.attach(this.#editor);
    this.#outline.open();
    this.#outline.focus();
  }

  async #toggleAuthors(): Promise<void> {
    if (this.#authors === null) {
      const loaded = await part(
        () => import("./ui/authorColors"),
        () => void this.#toggleAuthors(),
      );
      if (loaded === null) return;
      this.#authors ??= new loaded.AuthorColors(this.api, required("main", HTMLElement));
      if (this.#editor !== null) this.#authors.attach(this.#editor);
    }
    await this.#authors.toggle();
  }
}

/** A dialog and the preview of a version have their own text to find things in. */
function isBusyElsewhere(): boolean {
  return document.querySelector("dialog[open]") !== null || document.body.classList.contains("shows-version");
}
