/**
 * Where the text of paragraphs and headings stands. As an attribute, not a style: the page allows no style of its own.
 */

import { Extension } from "@tiptap/core";
import { type TextAlignment, textAlignment } from "../attributes";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    alignment: {
      /** Aligns the lines of the selection; null as the page has them. */
      setAlignment: (alignment: TextAlignment | null) => ReturnType;
    };
  }
}

const TYPES = ["paragraph", "heading"] as const;

export const Alignment = Extension.create({
  addCommands() {
    return {
      setAlignment:
        (alignment) =>
        ({ commands }) =>
          TYPES.map((type) => commands.updateAttributes(type, { textAlign: alignment })).some(Boolean),
    };
  },
  addGlobalAttributes() {
    const textAlign = {
      default: null,
      parseHTML: (line: HTMLElement) => textAlignment(line.style.textAlign || line.getAttribute("align")),
      renderHTML: (held: Record<string, unknown>) => ({ align: textAlignment(held["textAlign"]) }),
    };
    return [{ attributes: { textAlign }, types: [...TYPES] }];
  },
  addKeyboardShortcuts() {
    const align = (alignment: TextAlignment | null) => () => this.editor.commands.setAlignment(alignment);
    return {
      "Mod-Shift-e": align("center"),
      "Mod-Shift-j": align("justify"),
      "Mod-Shift-l": align(null),
      "Mod-Shift-r": align("right"),
    };
  },
  name: "alignment",
});
