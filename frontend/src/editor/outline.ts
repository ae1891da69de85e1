/**
 * The headings of a document, and the way to them.
 */

import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** Where the heading begins. */
  readonly at: number;
}

/** Every heading with a text, in order. */
export function headingsOf({ state: { doc } }: Editor): Heading[] {
  const headings: Heading[] = [];
  doc.descendants((node, at) => {
    if (node.type.name === "heading") {
      const text = node.textContent.trim();
      if (text !== "") headings.push({ at, level: Number(node.attrs["level"]), text });
    }
    return !node.isTextblock;
  });
  return headings;
}

/** The heading's element in the page, or null while it is not there. */
export function headingElement(editor: Editor, { at }: Heading): Element | null {
  const node = editor.view.nodeDOM(at);
  return node instanceof Element ? node : null;
}

/** Puts the caret at the end of the heading and scrolls there. */
export function goToHeading(editor: Editor, heading: Heading): void {
  const { doc, tr } = editor.state;
  const end = heading.at + (doc.nodeAt(heading.at)?.nodeSize ?? 2) - 1;
  editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(end), -1)));
  headingElement(editor, heading)?.scrollIntoView({ block: "start" });
}
