/**
 * The strip of table tools: it floats above the table where the caret is, and never over the toolbar.
 */

import type { Editor } from "../editor";

const GAP_PX = 8;

/** Shows `strip` at the table with the caret, or hides it. */
export function placeTableTools(strip: HTMLElement, editor: Editor, toolbar: HTMLElement): void {
  const table = editor.isEditable && editor.isActive("table") ? tableAtCaret(editor) : null;
  strip.hidden = table === null;
  if (table === null) return;
  const box = table.getBoundingClientRect();
  const above = box.top - strip.offsetHeight - GAP_PX;
  const top = Math.max(above, toolbar.getBoundingClientRect().bottom + GAP_PX);
  const left = Math.min(Math.max(box.left, GAP_PX), innerWidth - strip.offsetWidth - GAP_PX);
  // A table that is scrolled away takes its tools along; they come back with it.
  strip.classList.toggle("is-away", box.bottom < top);
  strip.style.top = `${top}px`;
  strip.style.left = `${Math.max(left, GAP_PX)}px`;
}

function tableAtCaret(editor: Editor): Element | null {
  const { node } = editor.view.domAtPos(editor.state.selection.from);
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest("table") ?? null;
}
