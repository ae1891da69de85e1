/**
 * What people commented on, marked in the text.
 *
 * Marks are decorations: they are computed from anchors and never enter the document.
 */

import { type Editor, Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { ySyncPluginKey } from "@tiptap/y-tiptap";
import { scrolling } from "../ui/motion";
import { enterText } from "../ui/readingKeys";
import type { Anchor, Range } from "./anchors";
import { hearCaret } from "./freshCaret";

/** Where anchors are in a document. */
export interface Finder {
  /** Null where nothing is left. */
  find(anchor: Anchor): Range | null;
  /** Is the text still on its way. */
  awaits(anchor: Anchor): boolean;
}

/** What the text is told about threads. */
export interface Marks {
  /** Reads the whole document: asked for when something was changed where a thread stands. */
  readonly finder: (state: EditorState) => Finder;
  /** By the id of the thread. */
  readonly anchors: ReadonlyMap<number, Anchor>;
  /** The thread that is being read. */
  readonly active: number | null;
  /** Text that somebody is about to comment on. */
  readonly pending: Anchor | null;
}

export interface MarkListener {
  /** A mark was clicked; the innermost thread. */
  readonly clicked: (thread: number) => void;
  /** The text has changed; `here` when in this editor. */
  readonly changed: (here: boolean) => void;
}

interface Drawn {
  readonly decorations: DecorationSet;
  /** Some text has not come yet. */
  readonly isWaiting: boolean;
}

interface Shown extends Marks, Drawn {
  /** How often the text was changed in this editor. */
  readonly edits: number;
}

const PENDING = 0;
const BLANK: Drawn = { decorations: DecorationSet.empty, isWaiting: false };
const NOWHERE: Finder = { awaits: () => false, find: () => null };
const NOTHING: Marks = { active: null, anchors: new Map(), finder: () => NOWHERE, pending: null };

const key = new PluginKey<Shown>("comments");

/** The extension that marks what is commented on, and tells of clicks and changes. */
export function commentMarks(listener: MarkListener): Extension {
  return Extension.create({
    addProseMirrorPlugins() {
      return [plugin(listener)];
    },
    name: "commentMarks",
  });
}

function plugin(listener: MarkListener): Plugin<Shown> {
  return new Plugin<Shown>({
    key,
    props: {
      decorations: (state) => key.getState(state)?.decorations,
      handleClick(view, position) {
        const thread = innermost(view.state, position);
        if (thread !== null) listener.clicked(thread);
        return false;
      },
    },
    state: {
      apply,
      init: () => ({ ...NOTHING, ...BLANK, edits: 0 }),
    },
    view: () => ({
      update(view, before) {
        if (before.doc === view.state.doc) return;
        listener.changed(key.getState(before)?.edits !== key.getState(view.state)?.edits);
      },
    }),
  });
}

function apply(tr: Transaction, shown: Shown, before: EditorState): Shown {
  const marks = tr.getMeta(key) as Marks | undefined;
  if (marks !== undefined) return { ...shown, ...marks, ...drawn(marks, before, tr) };
  if (!tr.docChanged) return shown;
  const origin = tr.getMeta(ySyncPluginKey) as SyncMeta | undefined;
  const edits = shown.edits + Number(!origin?.isChangeOrigin || origin.isUndoRedoOperation === true);
  // What others write may have come in the place of text that is mapped to nothing.
  if (origin?.isChangeOrigin && isOutdated(shown, tr)) return { ...shown, ...drawn(shown, before, tr), edits };
  return { ...shown, decorations: shown.decorations.map(tr.mapping, tr.doc), edits };
}

/** Was a line changed where a thread stands: a step does not tell which of two equal letters is new. */
function isOutdated({ decorations, isWaiting }: Shown, { before, docs, mapping }: Transaction): boolean {
  let isFound = isWaiting;
  for (const [index, map] of mapping.maps.entries()) {
    map.forEach((from, to) => {
      const doc = docs[index] ?? before;
      const [first, last] = [doc.resolve(from), doc.resolve(to)];
      const start = first.parent.inlineContent ? first.start() : from;
      const end = last.parent.inlineContent ? last.end() : to;
      isFound ||= decorations.find(start, end).length > 0;
    });
  }
  return isFound;
}

interface SyncMeta {
  readonly isChangeOrigin?: boolean;
  readonly isUndoRedoOperation?: boolean;
}

function drawn({ anchors, active, finder, pending }: Marks, before: EditorState, tr: Transaction): Drawn {
  if (anchors.size === 0 && pending === null) return BLANK;
  const places = finder(before);
  const marks = [...anchors].map(([thread, anchor]) => mark(thread, places.find(anchor), thread === active));
  if (pending !== null) marks.push(mark(PENDING, places.find(pending), true));
  const size = tr.doc.content.size;
  const found = marks.filter((one) => one !== null && one.to <= size).map((one) => one as Decoration);
  const isWaiting = [...anchors.values()].some((anchor) => places.awaits(anchor));
  return { decorations: DecorationSet.create(tr.doc, found), isWaiting };
}

function mark(thread: number, range: Range | null, isActive: boolean): Decoration | null {
  if (range === null) return null;
  const attributes = { class: isActive ? "comment-mark is-active" : "comment-mark", "data-thread": String(thread) };
  return Decoration.inline(range.from, range.to, attributes, { thread });
}

/** Marks these threads from now on. */
export function showMarks(editor: Editor, marks: Marks): void {
  hearCaret(editor.view);
  const shown = key.getState(editor.state);
  // A transaction without need would take back a selection that is just being made.
  if (shown !== undefined && isSame(shown, marks)) return;
  editor.view.dispatch(editor.state.tr.setMeta(key, marks).setMeta("addToHistory", false));
}

/** Where each thread is marked now, also after changes that its anchor cannot follow. */
export function markedRanges(state: EditorState): Map<number, Range> {
  const found = key.getState(state)?.decorations.find() ?? [];
  const ranges = new Map<number, Range>();
  for (const { from, to, spec } of found) {
    const thread = (spec as { thread: number }).thread;
    const known = ranges.get(thread);
    if (thread !== PENDING) {
      ranges.set(thread, { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) });
    }
  }
  return ranges;
}

/** The shortest marked piece around a position, by its thread. */
function innermost(state: EditorState, position: number): number | null {
  const around = [...markedRanges(state)].filter(([, { from, to }]) => from <= position && position <= to);
  around.sort(([, left], [, right]) => left.to - left.from - (right.to - right.from));
  return around[0]?.[0] ?? null;
}

/** The thread around the caret, if any. */
export function threadAtCaret(editor: Editor): number | null {
  return innermost(editor.state, editor.state.selection.head);
}

/** Brings a thread's text into view; false when it has none. */
export function revealThread(editor: Editor, thread: number): boolean {
  const mark = editor.view.dom.querySelector(`[data-thread="${thread}"]`);
  mark?.scrollIntoView({ behavior: scrolling(), block: "center" });
  return mark !== null;
}

/** Puts the caret back into the text, behind what the thread is about. */
export function caretAtThread(editor: Editor, thread: number): void {
  const range = markedRanges(editor.state).get(thread);
  if (range !== undefined && editor.isEditable) editor.commands.setTextSelection(range.to);
  enterText(editor);
}

function isSame(shown: Marks, { active, anchors, pending }: Marks): boolean {
  const isKnown = ([thread, { start, end }]: [number, Anchor]) => {
    const known = shown.anchors.get(thread);
    return known?.start === start && known.end === end;
  };
  return (
    shown.active === active &&
    shown.pending === pending &&
    shown.anchors.size === anchors.size &&
    [...anchors].every(isKnown)
  );
}
