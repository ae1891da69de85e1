/**
 * The bar that finds and replaces text of the document. Loaded when it is opened first.
 */

import type { Editor } from "../editor";
import {
  type Found,
  found,
  goOn,
  look,
  replaceAll,
  replaceOne,
  selectMatch,
  showMatch,
  type Unfinished,
} from "../editor/find";
import { gettext, ngettext } from "../i18n";
import { LIMIT_SECONDS, PatternSearch } from "../patternSearch";
import { isBroken, type Search } from "../searchPattern";
import { element, icon, setAttribute } from "./element";
import { hasMod, shownKeys } from "./keys";
import { enterText } from "./readingKeys";
import { toast } from "./toasts";

type Option = "matchCase" | "wholeWords" | "isPattern";

const OPTIONS: readonly (readonly [Option, string, string])[] = [
  ["matchCase", "match-case", gettext("Match case")],
  ["wholeWords", "whole-words", gettext("Whole words")],
  ["isPattern", "pattern", gettext("Regular expression")],
];

/** A search that takes less is not worth a word. */
const PATIENCE_MILLISECONDS = 300;

const UNFINISHED: Readonly<Record<Unfinished, string>> = {
  missing: gettext("Regular expressions cannot be searched now: a part of the page could not be loaded."),
  slow: ngettext(
    "This regular expression takes too long: the search was ended after %(count)s second. Try a simpler one.",
    "This regular expression takes too long: the search was ended after %(count)s seconds. Try a simpler one.",
    LIMIT_SECONDS,
  ),
};

export class FindBar {
  readonly #find = field("find", gettext("Find"));
  readonly #replace = field("replace", gettext("Replace with"));
  readonly #count = element("span", { "aria-live": "polite", class: "find-count", "data-testid": "find-count" });
  readonly #options = new Map<Option, HTMLButtonElement>();
  readonly #replaceRow = element("div", { class: "find-row" });
  readonly #note = element("p", { class: "find-note", "data-testid": "find-note", role: "status" });
  readonly #root = element("div", {
    "aria-label": gettext("Find in the document"),
    class: "find-bar",
    "data-testid": "find-bar",
    hidden: true,
    role: "search",
  });
  #editor: Editor | null = null;
  #patterns: PatternSearch | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  readonly #changed = () => {
    this.#patterns?.follow();
    this.#show();
  };

  /** Stands in `host`. */
  constructor(host: HTMLElement) {
    for (const [name, symbol, title] of OPTIONS) this.#options.set(name, this.#option(symbol, title));
    const row = element(
      "div",
      { class: "find-row" },
      element("div", { class: "find-field" }, this.#find, this.#count, ...this.#options.values()),
      this.#tool("arrow-up", gettext("Previous match"), "Shift+Enter", () => this.#go(-1)),
      this.#tool("arrow-down", gettext("Next match"), "Enter", () => this.#go(1)),
      this.#tool("close", gettext("Close"), "Esc", () => this.close()),
    );
    this.#replaceRow.append(
      element("div", { class: "find-field" }, this.#replace),
      this.#button(gettext("Replace"), () => this.#replaceOne()),
      this.#button(gettext("Replace all"), () => this.#replaceAll()),
    );
    this.#root.append(row, this.#replaceRow, this.#note);
    host.append(this.#root);
    this.#find.addEventListener("input", () => this.#search());
    this.#root.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Searches in `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor?.off("transaction", this.#changed);
    this.#patterns?.end();
    this.#editor = editor;
    this.#patterns = new PatternSearch(editor);
    editor.on("transaction", this.#changed);
    if (!this.#root.hidden) this.#search();
  }

  /** Is the keyboard in the bar: a second Ctrl+F is the browser's then. */
  get isFocused(): boolean {
    return document.activeElement === this.#find;
  }

  /** Opens with what is selected, if that is a few words; with the cursor on the replacement for `replaces`. */
  open(selected: string, replaces: boolean): void {
    this.#root.hidden = false;
    this.#replaceRow.hidden = this.#editor?.isEditable !== true;
    if (selected !== "" && !selected.includes("\n") && selected.length <= 200) this.#find.value = selected;
    this.#search();
    const target = replaces && this.#find.value !== "" ? this.#replace : this.#find;
    target.focus();
    target.select();
  }

  /** Ends the search; the match one was at is selected, and one goes on writing there. */
  close(): void {
    this.#root.hidden = true;
    this.#patterns?.end();
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed) return;
    selectMatch(editor);
    look(editor, null);
    enterText(editor);
  }

  get #wanted(): Search {
    const isOn = (name: Option) => this.#options.get(name)?.getAttribute("aria-pressed") === "true";
    return {
      isPattern: isOn("isPattern"),
      matchCase: isOn("matchCase"),
      text: this.#find.value,
      wholeWords: isOn("wholeWords"),
    };
  }

  #search(): void {
    if (this.#editor === null) return;
    look(this.#editor, this.#wanted);
    showMatch(this.#editor);
  }

  #go(by: 1 | -1): void {
    if (this.#editor !== null) goOn(this.#editor, by);
  }

  #replaceOne(): void {
    if (this.#editor !== null) replaceOne(this.#editor, this.#replace.value);
  }

  #replaceAll(): void {
    if (this.#editor === null) return;
    const count = replaceAll(this.#editor, this.#replace.value);
    toast(ngettext("%(count)s match was replaced.", "%(count)s matches were replaced.", count));
  }

  #show(): void {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed || this.#root.hidden) return;
    const [now, broken] = [found(editor), isBroken(this.#wanted)];
    clearTimeout(this.#patience);
    if (!broken && isOpen(now))
      this.#patience = setTimeout(() => this.#say(gettext("Searching…")), PATIENCE_MILLISECONDS);
    else this.#say(broken ? gettext("Not a pattern") : countText(now));
    setAttribute(this.#find, "aria-invalid", broken ? "true" : null);
    const note = now === null || now.unfinished === null ? "" : UNFINISHED[now.unfinished];
    if (this.#note.textContent !== note) this.#note.textContent = note;
  }

  #say(count: string): void {
    if (this.#count.textContent !== count) this.#count.textContent = count;
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && event.target === this.#find) {
      event.preventDefault();
      this.#go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && event.target === this.#replace) {
      event.preventDefault();
      if (hasMod(event)) this.#replaceAll();
      else this.#replaceOne();
    }
  }

  #option(symbol: string, title: string): HTMLButtonElement {
    const button = element(
      "button",
      { "aria-label": title, "aria-pressed": "false", class: "find-option", title, type: "button" },
      icon(symbol),
    );
    button.addEventListener("click", () => {
      setAttribute(button, "aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.#search();
    });
    return button;
  }

  #tool(symbol: string, title: string, keys: string, run: () => void): HTMLButtonElement {
    const attributes = { "aria-label": title, class: "tool", title: `${title} (${shownKeys(keys)})`, type: "button" };
    const button = element("button", attributes, icon(symbol));
    button.addEventListener("click", run);
    return button;
  }

  #button(title: string, run: () => void): HTMLButtonElement {
    const button = element("button", { class: "button", type: "button" }, title);
    button.addEventListener("click", run);
    return button;
  }
}

function field(name: string, label: string): HTMLInputElement {
  return element("input", {
    "aria-label": label,
    autocomplete: "off",
    class: "find-input",
    dir: "auto",
    name,
    placeholder: label,
    spellcheck: "false",
    type: "text",
  });
}

/** Is it not known yet whether there is a match. */
function isOpen(now: Found | null): boolean {
  return now !== null && now.unknown.length > 0 && now.matches.length === 0;
}

function countText(now: Found | null): string {
  if (now === null || now.search.text === "" || now.unfinished !== null) return "";
  if (now.matches.length === 0) return gettext("No match");
  return gettext("%(index)s of %(count)s", { count: now.matches.length, index: now.index + 1 });
}
