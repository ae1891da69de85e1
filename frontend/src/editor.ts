/**
 * The editor: Tiptap on the document's fragment. With schema.ts, carets.ts, commands.ts and editor/, the only user of Tiptap.
 *
 * Invariant: mounting writes nothing. An empty document stays without content until somebody types.
 */

import { Editor, type Extensions, getSchema, type JSONContent } from "@tiptap/core";
import Collaboration from "@tiptap/extension-collaboration";
import { Placeholder } from "@tiptap/extensions/placeholder";
import { Selection } from "@tiptap/extensions/selection";
import { type EditorState, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { absolutePlace, type RelativePlace, relativePlace, renamedPlace } from "./caretPlace";
import { carets } from "./carets";
import { AuthorMarks } from "./editor/authorMarks";
import { keepUnchanged } from "./editor/binding";
import { commentMarks, type MarkListener } from "./editor/commentMarks";
import { Find } from "./editor/find";
import { hearCaret } from "./editor/freshCaret";
import { Paste } from "./editor/paste";
import { Slash, slashAttributes } from "./editor/slash";
import { type PictureHost, uploads } from "./editor/uploads";
import { prepareFirstLetters } from "./firstLetters";
import { gettext } from "./i18n";
import type { Rebased } from "./rebase";
import { schemaExtensions } from "./schema";

export type { Editor };

export interface MountOptions {
  readonly element: HTMLElement;
  readonly fragment: Y.XmlFragment;
  readonly awareness: Awareness;
  readonly editable: boolean;
  /** Hears what happens to commented text. */
  readonly comments?: MarkListener;
  /** Where the caret was in the editor that this one takes the place of. */
  readonly selection: CaretPlace | null;
  /** Takes pictures; without one they are added by their addresses alone. */
  readonly pictures?: PictureHost;
}

/** A selection by the operations it stands beside: it survives when an editor is mounted anew over another replica. */
export interface CaretPlace {
  readonly anchor: RelativePlace;
  readonly head: RelativePlace;
  /** The head by counting, for when the other replica does not have what it stood beside. */
  readonly position: number;
  readonly focused: boolean;
}

/** The same place beside operations that have new names. */
export function renamedCaret(place: CaretPlace, rename: Rebased["rename"]): CaretPlace {
  return { ...place, anchor: renamedPlace(place.anchor, rename), head: renamedPlace(place.head, rename) };
}

const NOBODY: MarkListener = { changed: () => {}, clicked: () => {} };

/** Mounts an editor into `element`. */
export function mountEditor({
  element,
  fragment,
  awareness,
  editable,
  comments = NOBODY,
  selection,
  pictures,
}: MountOptions): Editor {
  const extensions = schemaExtensions();
  prepareFirstLetters(documentOf(fragment), textblocksOf(extensions));
  const editor = new Editor({
    editable,
    editorProps: {
      attributes: editorAttributes,
      handleDOMEvents: { click: openLinkOnModClick, focus: keepCaret, keydown: hearCaret },
    },
    element,
    extensions: [
      ...extensions,
      Collaboration.configure({ fragment }),
      carets(awareness),
      commentMarks(comments),
      AuthorMarks,
      Placeholder.configure({ placeholder: ({ editor: { isEditable } }) => (isEditable ? PLACEHOLDER : "") }),
      Selection.configure({ className: "kept-selection" }),
      Slash,
      Paste,
      ...(pictures === undefined ? [] : [uploads(pictures)]),
      Find,
    ],
    // A style element would need a nonce; our own style sheet has what it holds.
    injectCSS: false,
  });
  // Tiptap spreads what it is given, and a function has nothing to spread.
  editor.view.setProps({ attributes: editorAttributes });
  keepUnchanged(editor);
  if (selection !== null) placeCaret(editor, selection);
  return editor;
}

function documentOf({ doc }: Y.XmlFragment): Y.Doc {
  if (doc === null) throw new TypeError("The fragment belongs to no document.");
  return doc;
}

function textblocksOf(extensions: Extensions): ReadonlySet<string> {
  const types = Object.values(getSchema(extensions).nodes);
  return new Set(types.filter((type) => type.isTextblock).map((type) => type.name));
}

const PLACEHOLDER = gettext("Write, or type / for headings, lists and tables");

/** From this many blocks on the browser lays out and paints those alone that are in sight. */
const LONG_BLOCKS = 100;

function editorAttributes(state: EditorState): Record<string, string> {
  return {
    "aria-label": gettext("Document text"),
    class: state.doc.childCount > LONG_BLOCKS ? "prose is-long" : "prose",
    "data-testid": "editor",
    ...(slashAttributes(state) ?? { "aria-multiline": "true", role: "textbox" }),
  };
}

/**
 * A closed dialog gives the focus back, and the browser puts the caret before the first letter then. ProseMirror would
 * take that for somebody's wish; where the caret was is said before. What is selected right after is a wish: a moment
 * later ProseMirror would take it back, had it not heard of it by then.
 */
function keepCaret(view: EditorView): boolean {
  view.focus();
  setTimeout(() => hearCaret(view));
  return false;
}

/** In an editor a click places the caret; with Ctrl or Command it follows the link. */
function openLinkOnModClick(_view: unknown, event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (link === null || !(event.ctrlKey || event.metaKey)) return false;
  window.open(link.href, "_blank", "noopener,noreferrer");
  return true;
}

/** Where the caret is now. */
export function caretPlace(editor: Editor): CaretPlace {
  const { anchor, head } = editor.state.selection;
  const [start, end] = [relativePlace(editor, anchor), relativePlace(editor, head)];
  return { anchor: start, focused: editor.isFocused, head: end, position: head };
}

/** Puts the caret at the beginning, at once: Tiptap's own command waits for a frame, and keys typed meanwhile stray. */
export function writeAtStart(editor: Editor): void {
  editor.commands.setTextSelection(0);
  editor.view.focus();
}

function placeCaret(editor: Editor, { anchor, head, position, focused }: CaretPlace): void {
  const { doc, tr } = editor.state;
  const to = absolutePlace(editor, head) ?? Math.min(position, doc.content.size);
  const from = absolutePlace(editor, anchor) ?? to;
  editor.view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))));
  if (focused) editor.view.focus();
}

/** Goes on writing under the last block: where that is no paragraph, people need one to get out of it. */
export function writeAtEnd(editor: Editor): void {
  const { doc } = editor.state;
  const chain = editor.chain();
  if (doc.lastChild?.type.name !== "paragraph") chain.insertContentAt(doc.content.size, { type: "paragraph" });
  chain
    .command(({ tr, commands }) => commands.setTextSelection(tr.doc.content.size))
    .scrollIntoView()
    .run();
  editor.view.focus();
}

/** Shows `content`, a ProseMirror tree as JSON, without any connection to a document; false when it is none. */
export function showContent(element: HTMLElement, content: unknown): boolean {
  const extensions = schemaExtensions();
  try {
    getSchema(extensions).nodeFromJSON(content).check();
  } catch (error) {
    // ProseMirror's word for content that does not fit the schema.
    if (error instanceof RangeError || error instanceof TypeError) return false;
    throw error;
  }
  new Editor({
    content: content as JSONContent,
    editable: false,
    editorProps: { attributes: { "aria-label": gettext("Text of the version"), class: "prose" } },
    element,
    extensions,
    injectCSS: false,
  });
  return true;
}
