/**
 * What a link leads to, beside it: open, copy, change, remove. Nothing is fetched to show it.
 */

import { currentLink, removeLink, setLink } from "../commands";
import type { Editor } from "../editor";
import { boxOf, linkAtCaret, selectionBox } from "../editor/selection";
import { gettext } from "../i18n";
import { readableAddress } from "../linkAddress";
import { completeLink, isSafeLink } from "../safeUrl";
import { element, icon, required } from "./element";
import { float, whenMoved } from "./floating";
import { toast } from "./toasts";
import { toolButton } from "./toolButton";

const REL = "noopener noreferrer nofollow";

export class LinkPopover {
  readonly #target = element("a", { class: "link-target", "data-testid": "link-target", rel: REL, target: "_blank" });
  readonly #copy = toolButton("copy-link", { icon: "copy", title: gettext("Copy the address") });
  readonly #edit = toolButton("edit-link", { icon: "pencil", keys: "Mod+K", title: gettext("Change the link") });
  readonly #remove = toolButton("remove-link", { icon: "unlink", title: gettext("Remove the link") });
  readonly #view = element("div", { class: "link-view" }, this.#target, this.#copy, this.#edit, this.#remove);
  readonly #input = element("input", {
    "aria-describedby": "link-error",
    "aria-label": gettext("Address"),
    autocomplete: "url",
    class: "input",
    inputmode: "url",
    name: "href",
    placeholder: gettext("Paste or type an address"),
    type: "text",
  });
  readonly #error = element("p", { class: "errors", id: "link-error", role: "alert" });
  readonly #form = this.#makeForm();
  readonly #root = element(
    "div",
    { "aria-label": gettext("Link"), class: "floating link-popover", "data-testid": "link-popover", role: "group" },
    this.#view,
    this.#form,
  );
  readonly #head = required(".head", HTMLElement);
  #editor: Editor | null = null;
  #isEditing = false;
  #isDismissed = false;
  #shown = "";
  #frame: number | null = null;

  /** Stands behind `host` in the order of the keyboard. */
  constructor(host: HTMLElement) {
    this.#root.hidden = true;
    host.after(this.#root);
    this.#bind();
  }

  /** Belongs to `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    this.#isEditing = false;
    editor.on("selectionUpdate", () => {
      this.#isDismissed = false;
    });
    for (const event of ["transaction", "focus", "blur"] as const) editor.on(event, () => this.#refreshSoon());
    editor.on("destroy", () => this.#refreshSoon());
  }

  /** Asks for the target of the link at the caret, or of one on the selection; an empty one removes the link. */
  ask(editor: Editor): void {
    this.#isEditing = true;
    this.#input.value = currentLink(editor);
    this.#error.textContent = "";
    this.#input.removeAttribute("aria-invalid");
    this.#refresh();
    this.#input.select();
  }

  #makeForm(): HTMLFormElement {
    const save = element(
      "button",
      { "aria-label": gettext("Save the link"), class: "button button-primary", type: "submit" },
      icon("check"),
    );
    return element("form", { class: "link-form" }, this.#input, save, this.#error);
  }

  #bind(): void {
    this.#copy.addEventListener("click", () => void this.#copyAddress());
    this.#edit.addEventListener("click", () => this.#editor !== null && this.ask(this.#editor));
    this.#remove.addEventListener("click", () => this.#editor !== null && removeLink(this.#editor));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#leave();
    });
    this.#root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && this.#root.contains(relatedTarget)) return;
      this.#isEditing = false;
      this.#refreshSoon();
    });
    whenMoved(() => this.#refreshSoon());
  }

  /** Back to the text; the popover is gone until the caret moves. */
  #leave(): void {
    this.#isEditing = false;
    this.#isDismissed = true;
    this.#editor?.view.focus();
    this.#refreshSoon();
  }

  #save(): void {
    const editor = this.#editor;
    if (editor === null || !editor.isEditable) return;
    const typed = this.#input.value.trim();
    const href = completeLink(typed);
    if (typed !== "" && href === null) {
      this.#refuse();
      return;
    }
    this.#isEditing = false;
    if (href === null) removeLink(editor);
    else setLink(editor, href);
    this.#refreshSoon();
  }

  #refuse(): void {
    this.#error.textContent = gettext("This is not an address that a link may have.");
    this.#input.setAttribute("aria-invalid", "true");
    this.#input.focus();
  }

  async #copyAddress(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#target.href);
      toast(gettext("The address is copied."));
    } catch (error) {
      // No permission, or a page without https: the address can still be selected.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      toast(gettext("The browser does not let this page copy."));
    }
  }

  #refreshSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#refresh();
    });
  }

  #refresh(): void {
    const editor = this.#editor;
    const anchor = editor === null || editor.isDestroyed ? null : this.#anchor(editor);
    this.#root.hidden = anchor === null;
    if (editor === null || anchor === null) return;
    this.#view.hidden = this.#isEditing;
    this.#form.hidden = !this.#isEditing;
    this.#show(currentLink(editor), editor.isEditable);
    float(this.#root, anchor, { align: "start", side: "below" }, this.#head.getBoundingClientRect().bottom);
  }

  #anchor(editor: Editor) {
    const link = linkAtCaret(editor);
    if (this.#isEditing) return link === null ? selectionBox(editor) : boxOf(editor, link.from, link.to);
    const isInUse = editor.isFocused || this.#root.contains(document.activeElement);
    if (link === null || this.#isDismissed || !isInUse) return null;
    return boxOf(editor, link.from, link.to);
  }

  #show(href: string, isEditable: boolean): void {
    this.#edit.hidden = !isEditable;
    this.#remove.hidden = !isEditable;
    if (href === this.#shown) return;
    this.#shown = href;
    const { host, rest } = readableAddress(href);
    this.#target.replaceChildren(
      icon("open"),
      element("span", { class: "link-text" }, element("strong", {}, host), rest),
    );
    this.#target.title = href;
    if (isSafeLink(href)) this.#target.href = href;
    else this.#target.removeAttribute("href");
  }
}
