/**
 * The menu of blocks that a typed slash opens: what was typed after it, what fits, and the keys that choose.
 *
 * Invariant: the menu is a function of the text before the caret. Other people's changes replace the whole document
 * in the editor, so a remembered position would be lost with the first of them.
 */

import { type Editor, Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { matching } from "../blockSearch";
import { BLOCKS, type Block } from "../blocks";
import { onText } from "../commands";

/** An open menu. */
export interface Slash {
  readonly query: string;
  /** From the slash to the caret: what is taken away when a block is chosen. */
  readonly from: number;
  readonly to: number;
  readonly found: readonly Block[];
  /** Which of `found` Enter takes. */
  readonly index: number;
}

type Step = { readonly kind: "open" } | { readonly kind: "close" } | { readonly kind: "move"; readonly index: number };

const KEY = new PluginKey<Slash | null>("slash");

/** A slash at the start of a word, and what follows it: a few words at most. */
const TYPED = /(?:^|\s)\/([^/\n\ufffc]{0,24})$/u;

/** The ids of the elements that show the menu: the editor names them to screen readers. */
export const SLASH_LIST_ID = "slash-list";

export function slashOptionId(index: number): string {
  return `slash-option-${index}`;
}

/** The open menu, or null. */
export function openSlash(editor: Editor): Slash | null {
  return KEY.getState(editor.state) ?? null;
}

/** What the editor's element says while the menu is open: a combobox then, by the ARIA pattern. */
export function slashAttributes(state: EditorState): Record<string, string> | null {
  const open = KEY.getState(state);
  if (!open) return null;
  return {
    "aria-autocomplete": "list",
    "aria-controls": SLASH_LIST_ID,
    "aria-expanded": "true",
    "aria-haspopup": "listbox",
    role: "combobox",
    ...(open.found.length === 0 ? {} : { "aria-activedescendant": slashOptionId(open.index) }),
  };
}

/** Puts the block where the slash is. */
export function chooseSlash(editor: Editor, block: Block): void {
  const open = openSlash(editor);
  if (open === null) return;
  onText(editor).deleteRange({ from: open.from, to: open.to }).run();
  block.run(editor);
}

export function closeSlash(editor: Editor): void {
  if (openSlash(editor) !== null) dispatch(editor, { kind: "close" });
}

/** Makes a slash open the menu. */
export const Slash = Extension.create({
  name: "slash",
  // Before the keys of lists and tables, which want Enter and the arrows for themselves.
  priority: 1_000,
  addProseMirrorPlugins() {
    return [plugin(this.editor)];
  },
});

function plugin(editor: Editor): Plugin<Slash | null> {
  return new Plugin<Slash | null>({
    key: KEY,
    props: {
      handleDOMEvents: {
        blur: () => {
          closeSlash(editor);
          return false;
        },
      },
      handleKeyDown: (_view, event) => pressed(editor, event),
      handleTextInput(view, from, to, text) {
        if (text !== "/" || !opensHere(view.state, from)) return false;
        view.dispatch(view.state.tr.insertText(text, from, to).setMeta(KEY, { kind: "open" } satisfies Step));
        return true;
      },
    },
    state: {
      apply: (transaction, open, _before, state) => next(editor, open, transaction, state),
      init: () => null,
    },
  });
}

function opensHere(state: EditorState, at: number): boolean {
  const { parent, parentOffset } = state.doc.resolve(at);
  if (!parent.isTextblock || parent.type.spec.code) return false;
  return parentOffset === 0 || /\s/.test(parent.textBetween(parentOffset - 1, parentOffset, "\n", "\ufffc"));
}

function next(editor: Editor, open: Slash | null, transaction: Transaction, state: EditorState): Slash | null {
  const step = transaction.getMeta(KEY) as Step | undefined;
  if (step?.kind === "close") return null;
  if (open === null && step?.kind !== "open") return null;
  if (step?.kind === "move" && open !== null) return { ...open, index: step.index };
  const query = queryAt(state);
  if (query === null) return null;
  const to = state.selection.from;
  const range = { from: to - query.length - 1, query, to };
  return query === open?.query ? { ...open, ...range } : withFound(editor, range);
}

/** Words that fit nothing are text: the menu stays for a wrong letter, and goes with the next word. */
function withFound(editor: Editor, range: Pick<Slash, "query" | "from" | "to">): Slash | null {
  const found = matching(BLOCKS, range.query).filter((block) => editor.isEditable && fits(editor, block));
  return found.length === 0 && /\s/.test(range.query) ? null : { ...range, found, index: 0 };
}

/** A kind that the line is already can be chosen, too: it takes the slash away. */
function fits(editor: Editor, block: Block): boolean {
  return block.isActive?.(editor) === true || block.isEnabled(editor);
}

/** What stands between the slash and the caret, or null where there is no slash. */
function queryAt({ selection }: EditorState): string | null {
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc");
  return TYPED.exec(before)?.[1] ?? null;
}

function pressed(editor: Editor, event: KeyboardEvent): boolean {
  const open = openSlash(editor);
  if (open === null || event.isComposing) return false;
  if (event.key === "Escape") {
    dispatch(editor, { kind: "close" });
    return true;
  }
  return open.found.length > 0 && chose(editor, open, event);
}

function chose(editor: Editor, { found, index }: Slash, event: KeyboardEvent): boolean {
  const block = found[index];
  if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && block !== undefined) {
    chooseSlash(editor, block);
    return true;
  }
  const target = moved(event.key, index, found.length);
  if (target === null) return false;
  dispatch(editor, { index: target, kind: "move" });
  return true;
}

function moved(key: string, index: number, count: number): number | null {
  if (key === "ArrowDown") return (index + 1) % count;
  if (key === "ArrowUp") return (index + count - 1) % count;
  return null;
}

function dispatch(editor: Editor, step: Step): void {
  editor.view.dispatch(editor.state.tr.setMeta(KEY, step));
}
