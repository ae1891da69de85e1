/**
 * The text in the colours of its authors, while somebody wants to see them. Decorations alone: nothing is in the
 * document.
 */

import { type Editor, Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

/** A piece of the text, how it is painted, and what it is called. */
export interface AuthorMark {
  readonly from: number;
  readonly to: number;
  readonly color: string;
  readonly name: string;
}

const key = new PluginKey<DecorationSet>("authors");

export const AuthorMarks = Extension.create({
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        props: { decorations: (state) => key.getState(state) },
        state: {
          apply(tr, shown) {
            const marks = tr.getMeta(key) as DecorationSet | undefined;
            if (marks !== undefined) return marks;
            return tr.docChanged && shown !== DecorationSet.empty ? shown.map(tr.mapping, tr.doc) : shown;
          },
          init: () => DecorationSet.empty,
        },
      }),
    ];
  },
  name: "authorMarks",
});

/** Paints these pieces from now on; none takes all colours away. */
export function markAuthors({ state, view }: Editor, marks: readonly AuthorMark[]): void {
  const decorations = marks.map(({ from, to, color, name }) =>
    Decoration.inline(from, to, { class: "by-author", style: `--author: ${color}`, title: name }),
  );
  view.dispatch(state.tr.setMeta(key, DecorationSet.create(state.doc, decorations)).setMeta("addToHistory", false));
}
