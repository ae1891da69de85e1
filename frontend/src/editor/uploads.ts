/**
 * Pictures that are pasted, dropped or chosen: each has a place in the text while it is on its way to the server, and
 * becomes an image there when the server has it.
 *
 * Invariant: nothing is written into the document before the server has answered with an address.
 */

import { type Editor, Extension } from "@tiptap/core";
import type { Node, Slice } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { absolutePlace, type RelativePlace, relativePlace } from "../caretPlace";
import { gettext } from "../i18n";

/** Where pictures are kept. Each promise is rejected with an error whose message can be shown. */
export interface PictureHost {
  /** The address of the picture that was kept. */
  upload(file: File): Promise<string>;
  /** Lets the picture of another document be seen in this one. */
  adopt(name: string): Promise<void>;
  failed(error: unknown): void;
  /** Shows a sentence. */
  say(sentence: string): void;
}

interface Upload {
  readonly id: number;
  readonly name: string;
  /** Beside which operations it stands: other people's changes replace the whole document in the editor. */
  readonly place: RelativePlace;
}

interface Uploads {
  readonly host: PictureHost;
  readonly pending: readonly Upload[];
}

type Step = { readonly begun: Upload } | { readonly ended: number };

const KEY = new PluginKey<Uploads>("uploads");

/** What the server takes. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/gif,image/webp";

const NAME = /\/images\/([\w-]{22}\.(?:png|jpg|gif|webp))$/;

let lastId = 0;

/** Takes pictures that are pasted and dropped. */
export function uploads(host: PictureHost): Extension {
  return Extension.create({
    addProseMirrorPlugins() {
      return [plugin(this.editor, host)];
    },
    name: "uploads",
  });
}

/** Whether this editor takes files. */
export function takesPictures(editor: Editor): boolean {
  return editor.isEditable && KEY.getState(editor.state) !== undefined;
}

/** How a picture is shown, besides its address. */
export type Look = Readonly<Record<string, string | number | null>>;

/** Uploads pictures and puts them where the caret is. */
export function addPictures(editor: Editor, files: Iterable<File>, at = editor.state.selection.from, look: Look = {}) {
  for (const file of files) void add(editor, file, at, look);
}

async function add(editor: Editor, file: File, at: number, look: Look): Promise<void> {
  const host = KEY.getState(editor.state)?.host;
  if (host === undefined) return;
  lastId += 1;
  const upload = { id: lastId, name: file.name, place: relativePlace(editor, at) };
  dispatch(editor, { begun: upload });
  try {
    const src = await host.upload(file);
    if (!insert(editor, { ...look, src }, upload.place))
      host.say(gettext("%(name)s arrived when the text could not be changed. Add it again.", { name: file.name }));
  } catch (error) {
    host.failed(error);
  }
  if (!editor.isDestroyed) dispatch(editor, { ended: upload.id });
}

function insert(editor: Editor, attrs: Look, place: RelativePlace): boolean {
  if (editor.isDestroyed || !editor.isEditable) return false;
  const at = absolutePlace(editor, place) ?? editor.state.doc.content.size;
  return editor.commands.insertContentAt(at, { attrs, type: "image" });
}

function dispatch(editor: Editor, step: Step): void {
  editor.view.dispatch(editor.state.tr.setMeta(KEY, step).setMeta("addToHistory", false));
}

function plugin(editor: Editor, host: PictureHost): Plugin<Uploads> {
  return new Plugin<Uploads>({
    key: KEY,
    props: {
      decorations: (state) => placeholders(editor, state),
      handleDrop: (view, event, _slice, moved) => !moved && dropped(editor, view, event),
      handlePaste: (_view, event, slice) => pasted(editor, event, slice),
    },
    state: {
      apply: (transaction, uploads) => after(uploads, transaction.getMeta(KEY)),
      init: () => ({ host, pending: [] }),
    },
  });
}

function after(uploads: Uploads, step: Step | undefined): Uploads {
  if (step === undefined) return uploads;
  const pending =
    "begun" in step ? [...uploads.pending, step.begun] : uploads.pending.filter(({ id }) => id !== step.ended);
  return { ...uploads, pending };
}

function placeholders(editor: Editor, state: EditorState): DecorationSet {
  const pending = KEY.getState(state)?.pending ?? [];
  const widgets = pending.flatMap(({ id, name, place }) => {
    const at = absolutePlace(editor, place);
    return at === null ? [] : [Decoration.widget(at, () => placeholder(name), { key: `upload-${id}` })];
  });
  return DecorationSet.create(state.doc, widgets);
}

function placeholder(name: string): HTMLElement {
  const shown = document.createElement("span");
  shown.className = "upload";
  shown.setAttribute("role", "status");
  shown.textContent = gettext("Adding %(name)s…", { name });
  return shown;
}

function dropped(editor: Editor, view: EditorView, event: DragEvent): boolean {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length === 0 || !editor.isEditable) return false;
  event.preventDefault();
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
  addPictures(editor, files, at);
  return true;
}

/** Office programs put a picture of the text beside the text: only where there is no text, the picture is meant. */
function pasted(editor: Editor, event: ClipboardEvent, slice: Slice): boolean {
  const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
  if (files.length > 0 && slice.content.textBetween(0, slice.content.size).trim() === "") {
    addPictures(editor, files);
    return true;
  }
  const host = KEY.getState(editor.state)?.host;
  if (host !== undefined) for (const name of picturesIn(slice)) host.adopt(name).catch((error) => host.failed(error));
  return false;
}

/** The names of the pictures kept here that a slice shows. */
function picturesIn(slice: Slice): Set<string> {
  const names = new Set<string>();
  slice.content.descendants((node: Node) => {
    const name = node.type.name === "image" ? NAME.exec(String(node.attrs["src"]))?.[1] : undefined;
    if (name !== undefined) names.add(name);
  });
  return names;
}
