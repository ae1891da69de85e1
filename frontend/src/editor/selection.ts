/**
 * What is selected, in words and on the screen.
 */

import { type Editor, getMarkRange } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { relativePlace } from "../caretPlace";
import type { CommentRequest } from "../commentRequest";
import type { Box } from "../ui/floating";

/** Blocks are a line apart, what is no text counts as one space. */
export function selectedText(editor: Editor): string {
  const { from, to } = editor.state.selection;
  return editor.state.doc.textBetween(from, to, "\n", " ");
}

/** Is text selected that marks can be put on. */
export function selectsText(editor: Editor): boolean {
  const { selection } = editor.state;
  return selection instanceof TextSelection && !selection.empty && selectedText(editor).trim() !== "";
}

/** Where the text from `from` to `to` is on the screen. */
export function boxOf({ view }: Editor, from: number, to: number): Box {
  const [start, end] = [view.coordsAtPos(from, 1), view.coordsAtPos(to, -1)];
  const isOneLine = Math.abs(start.top - end.top) < 2;
  return {
    bottom: end.bottom,
    left: isOneLine ? start.left : Math.min(start.left, end.left),
    right: isOneLine ? end.right : Math.max(start.right, end.right),
    top: start.top,
  };
}

/** Where the selection is on the screen. */
export function selectionBox(editor: Editor): Box {
  const { from, to } = editor.state.selection;
  return boxOf(editor, from, to);
}

/** A link in the text. */
export interface LinkRange {
  readonly href: string;
  readonly from: number;
  readonly to: number;
}

/** The link around the caret, or null; a selection of more than a place has none. */
export function linkAtCaret(editor: Editor): LinkRange | null {
  const { selection, schema } = editor.state;
  const type = schema.marks["link"];
  if (!selection.empty || type === undefined) return null;
  const range = getMarkRange(selection.$from, type);
  if (!range) return null;
  const mark = type.isInSet(editor.state.doc.nodeAt(range.from)?.marks ?? []);
  const href: unknown = mark?.attrs["href"];
  return typeof href === "string" ? { from: range.from, href, to: range.to } : null;
}

/** The selection as what somebody wants to comment on. */
export function commentOn(editor: Editor): CommentRequest {
  const { from, to } = editor.state.selection;
  return { anchor: relativePlace(editor, from), head: relativePlace(editor, to), quote: selectedText(editor) };
}
