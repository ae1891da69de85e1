/**
 * The keyboard in a text that one may only read: it can be entered, walked through by words and lines, and selected.
 *
 * Browsers show no caret there, so that every step selects what it stepped on.
 */

import type { Editor } from "../editor";

type Step = readonly [direction: "backward" | "forward", by: "word" | "line"];

const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: ["forward", "line"],
  ArrowLeft: ["backward", "word"],
  ArrowRight: ["forward", "word"],
  ArrowUp: ["backward", "line"],
};

/** Hears the keys that are pressed in the editor while it is read-only. */
export function bindReadingKeys(editor: Editor): void {
  const { dom } = editor.view;
  dom.addEventListener("keydown", (event) => {
    if (!editor.isEditable && event.target === dom) pressed(dom, event);
  });
  showReadable(editor);
}

/** Lets the keyboard into the editor also where nothing can be written. */
export function showReadable({ isEditable, view: { dom } }: Editor): void {
  if (isEditable) dom.removeAttribute("tabindex");
  else dom.tabIndex = 0;
  dom.setAttribute("aria-readonly", String(!isEditable));
}

/** Puts the keyboard into the text, also where it can only be read. */
export function enterText({ isEditable, view }: Editor): void {
  if (isEditable) view.focus();
  else view.dom.focus();
}

function pressed(dom: HTMLElement, event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const selection = document.getSelection();
  if (step === undefined || selection === null || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const [direction, by] = step;
  if (selection.rangeCount === 0 || !dom.contains(selection.anchorNode)) selection.collapse(firstText(dom), 0);
  if (!event.shiftKey) {
    if (direction === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
  }
  selection.modify("extend", direction, by);
  const end = selection.focusNode;
  (end instanceof Element ? end : end?.parentElement)?.scrollIntoView({ block: "nearest" });
}

function firstText(dom: HTMLElement): Node {
  return document.createTreeWalker(dom, NodeFilter.SHOW_TEXT).nextNode() ?? dom;
}
