/**
 * How much text a document or a selection has.
 */

import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { countText, NO_TEXT, sumOf, type TextCount } from "../wordCount";

/** Lines that nobody changed are counted once. */
const counted = new WeakMap<Node, TextCount>();

/** The whole document. */
export function countDocument({ state: { doc } }: Editor): TextCount {
  let count = NO_TEXT;
  doc.descendants((node) => {
    if (node.isTextblock) count = sumOf(count, countLine(node));
    return !node.isTextblock;
  });
  return count;
}

/** What is selected; null while nothing is. */
export function countSelection({ state: { doc, selection } }: Editor): TextCount | null {
  const { empty, from, to } = selection;
  if (empty) return null;
  let count = NO_TEXT;
  doc.nodesBetween(from, to, (node, at) => {
    if (node.isTextblock) count = sumOf(count, countText(textOf(node, from - at - 1, to - at - 1)));
    return !node.isTextblock;
  });
  return count;
}

function countLine(line: Node): TextCount {
  const known = counted.get(line);
  if (known !== undefined) return known;
  const count = countText(textOf(line, 0, line.content.size));
  counted.set(line, count);
  return count;
}

/** A break and an image separate words. */
function textOf(line: Node, from: number, to: number): string {
  return line.textBetween(Math.max(0, from), Math.min(line.content.size, to), "", " ");
}
