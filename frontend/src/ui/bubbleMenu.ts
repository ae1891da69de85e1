/**
 * The small toolbar beside selected text: what one does to a few words, without the way to the top of the page.
 */

import { COMMANDS, type Command } from "../commands";
import { requestComment, takesComments } from "../commentRequest";
import type { Editor } from "../editor";
import { commentOn, linkAtCaret, selectionBox, selectsText } from "../editor/selection";
import { gettext } from "../i18n";
import { element, required, setAttribute } from "./element";
import { float, whenMoved } from "./floating";
import { keepStop, makeRoving } from "./roving";
import { toolButton } from "./toolButton";

export interface BubbleOptions {
  /** Asks for the target of a link on the selection. */
  readonly link: (editor: Editor) => void;
  /** Does the person's role include comments. */
  readonly mayComment: () => boolean;
}

const FORMATS = ["bold", "italic", "underline", "strike", "code", "highlight"] as const;

/** A selection that a finger made has the system's own menu above it. */
const BY_FINGER = matchMedia("(pointer: coarse)");

export class BubbleMenu {
  readonly #root = element("div", {
    "aria-label": gettext("Selected text"),
    class: "floating bubble",
    "data-testid": "bubble",
    hidden: true,
    role: "toolbar",
  });
  readonly #formats: readonly (readonly [HTMLButtonElement, Command])[];
  readonly #link = toolButton("link", { icon: "link", keys: "Mod+K", title: gettext("Link") });
  readonly #comment = toolButton("comment", { icon: "comment", keys: "Mod+Alt+M", title: gettext("Comment") });
  readonly #head = required(".head", HTMLElement);
  #editor: Editor | null = null;
  #isPressed = false;
  #frame: number | null = null;

  /** Stands behind `host` in the order of the keyboard. */
  constructor(
    host: HTMLElement,
    private readonly options: BubbleOptions,
  ) {
    this.#formats = FORMATS.map((name) => [toolButton(name, COMMANDS[name]), COMMANDS[name]] as const);
    this.#root.append(...this.#formats.map(([button]) => button), this.#link, this.#comment);
    host.after(this.#root);
    makeRoving(this.#root);
    this.#bind(host);
  }

  /** Belongs to `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    for (const event of ["transaction", "focus", "blur"] as const) editor.on(event, () => this.refreshSoon());
    editor.on("destroy", () => this.refreshSoon());
  }

  /** Wants to comment what is selected; false when that is not possible. */
  comment(): boolean {
    const editor = this.#editor;
    if (editor === null || !this.#canComment || !selectsText(editor)) return false;
    requestComment(commentOn(editor));
    return true;
  }

  /** Shows how things are with the next picture: a drag selects more often than that. */
  refreshSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#refresh();
    });
  }

  #bind(host: HTMLElement): void {
    for (const [button, command] of this.#formats) {
      button.addEventListener("click", () => this.#editor?.isEditable && command.run(this.#editor));
    }
    this.#link.addEventListener("click", () => this.#editor?.isEditable && this.options.link(this.#editor));
    this.#comment.addEventListener("click", () => this.comment());
    this.#root.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#editor?.view.focus();
    });
    this.#root.addEventListener("focusout", () => this.refreshSoon());
    host.addEventListener("pointerdown", () => this.#press(true));
    for (const event of ["pointerup", "pointercancel"] as const) addEventListener(event, () => this.#press(false));
    whenMoved(() => this.refreshSoon());
  }

  #press(isPressed: boolean): void {
    this.#isPressed = isPressed;
    this.refreshSoon();
  }

  get #canComment(): boolean {
    return this.options.mayComment() && takesComments();
  }

  #refresh(): void {
    const editor = this.#editor;
    const isShown = editor !== null && !editor.isDestroyed && this.#isWanted(editor);
    this.#root.hidden = !isShown;
    if (!isShown) return;
    this.#showState(editor);
    const side = BY_FINGER.matches ? "below" : "above";
    float(this.#root, selectionBox(editor), { align: "center", side }, this.#head.getBoundingClientRect().bottom);
  }

  #isWanted(editor: Editor): boolean {
    const isInUse = editor.isFocused || this.#root.contains(document.activeElement);
    const offers = editor.isEditable || this.#canComment;
    return isInUse && offers && !this.#isPressed && selectsText(editor) && linkAtCaret(editor) === null;
  }

  #showState(editor: Editor): void {
    for (const [button, command] of this.#formats) {
      button.hidden = !editor.isEditable;
      setAttribute(button, "aria-disabled", command.isEnabled(editor) ? null : "true");
      setAttribute(button, "aria-pressed", String(command.isActive?.(editor) ?? false));
    }
    this.#link.hidden = !editor.isEditable;
    setAttribute(this.#link, "aria-pressed", String(editor.isActive("link")));
    this.#comment.hidden = !this.#canComment;
    keepStop(this.#root);
  }
}
