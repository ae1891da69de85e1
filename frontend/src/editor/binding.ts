/**
 * Lets the editor follow its Yjs document by what changed, not by the whole text.
 *
 * y-tiptap 3.0.9 forgets what it knows with each change of somebody else, makes every node of the document anew and
 * puts them in the place of the old ones: in a book each letter of another person costs as much as opening it, and
 * every position in the text is lost. Here nodes that did not change stay, and the step that reaches the editor spans
 * what is different: the letters inside of a line, or the blocks.
 *
 * Invariant: for each Yjs type that is shown, `mapping` holds the very node that the editor's document has there.
 */

import type { Editor } from "@tiptap/core";
import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { type ProsemirrorBinding, updateYFragment, ySyncPluginKey } from "@tiptap/y-tiptap";
import * as Y from "yjs";
import { hearCaretBefore } from "./freshCaret";

/** A stretch of a document, and what comes in its place. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly slice: Slice;
}

const KEEPS_PLACE = CSS.supports("overflow-anchor", "auto");

type Mapping = ProsemirrorBinding["mapping"];

/** From now on, the binding of `editor` keeps what does not change. */
export function keepUnchanged(editor: Editor): void {
  const { binding } = ySyncPluginKey.getState(editor.state) as { binding: ProsemirrorBinding };
  // What changed was taken out one by one before.
  binding.mapping.clear = () => undefined;
  binding.mapping.set(binding.type, editor.state.doc);
  Object.defineProperty(binding, "_tr", { get: () => narrowed(editor.state, binding) });
  const writeAll = binding._prosemirrorChanged.bind(binding);
  binding._prosemirrorChanged = (doc: Node) => {
    // Also called when a caret moved.
    if (binding.mapping.get(binding.type) === doc) return;
    if (!writeBlock(binding, doc)) writeAll(doc);
  };
  // Where the browser itself keeps in place what one reads, asking where the caret is only costs a layout.
  if (KEEPS_PLACE) binding._isLocalCursorInView = () => false;
  askBefore(binding, () => hearCaretBefore(binding.doc, editor.view));
  const forget = forgetDeleted(binding);
  binding.type.observeDeep(forget);
  editor.on("destroy", () => binding.type.unobserveDeep(forget));
}

/** Has `ask` run before y-tiptap takes down where the caret is. */
function askBefore(binding: ProsemirrorBinding, ask: () => void): void {
  const takeDown = binding.beforeAllTransactions;
  binding.doc.off("beforeAllTransactions", takeDown);
  binding.beforeAllTransactions = () => {
    ask();
    takeDown();
  };
  binding.doc.on("beforeAllTransactions", binding.beforeAllTransactions);
}

// --- what others changed ------------------------------------------------------------------------

/** A transaction in which replacing the whole document replaces what is different. */
function narrowed(state: EditorState, binding: ProsemirrorBinding): Transaction {
  const { mapping, type } = binding;
  const tr = state.tr.setMeta("addToHistory", false);
  const replace = tr.replace.bind(tr);
  tr.replace = (_from, _to, slice = Slice.empty) => {
    const { doc } = tr;
    const made = doc.copy(slice.content);
    const found = difference(doc, made, 0);
    if (found !== null) replace(found.from, found.to, found.slice);
    remember(mapping, type, made, tr.doc);
    trustPlaces(binding);
    return tr;
  };
  return tr;
}

/**
 * y-tiptap looks for the caret's line by its words when it doubts where Yjs has it, and takes another line with the
 * same words, such as another empty one. Doubt is right when the line is gone: somebody moved the block.
 */
function trustPlaces(binding: ProsemirrorBinding): void {
  const held = binding.beforeTransactionSelection as HeldSelection | null;
  if (held === null || ![held.anchor, held.head].every((place) => isThere(binding.doc, place))) return;
  held.absAnchor = null;
  held.absHead = null;
}

/** Where the selection was: by operations, and by numbers from which y-tiptap judges. */
interface HeldSelection {
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
  absAnchor: number | null;
  absHead: number | null;
}

function isThere(doc: Y.Doc, place: Y.RelativePosition): boolean {
  let item = Y.createAbsolutePositionFromRelativePosition(place, doc)?.type._item;
  while (item && !item.deleted) item = item.parent instanceof Y.AbstractType ? item.parent._item : undefined;
  return item === null;
}

/** What to replace in the content of `before`, which begins at `start`, to get that of `after`; null for nothing. */
function difference(before: Node, after: Node, start: number): Replacement | null {
  if (before.inlineContent) return differenceOfText(before, after, start);
  const [head, tail] = sharedChildren(before, after);
  const [lost, come] = [before.childCount - head - tail, after.childCount - head - tail];
  if (lost === 0 && come === 0) return null;
  const from = start + widthOf(before, 0, head);
  const [old, now] = [before.maybeChild(head), after.maybeChild(head)];
  if (lost === 1 && come === 1 && old && now?.sameMarkup(old) && !old.isLeaf) return difference(old, now, from + 1);
  const children = after.children.slice(head, head + come);
  const to = from + widthOf(before, head, head + lost);
  return { from, slice: new Slice(Fragment.from(children), 0, 0), to };
}

function differenceOfText({ content: before }: Node, { content: after }: Node, start: number): Replacement | null {
  const from = before.findDiffStart(after);
  const ends = before.findDiffEnd(after);
  if (from === null || ends === null) return null;
  // In "aa" that became "aaa" both searches pass the same letters.
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
  const slice = new Slice(after.cut(from, ends.b + overlap), 0, 0);
  return { from: start + from, slice, to: start + ends.a + overlap };
}

/** How many children are the same at the beginning and at the end. */
function sharedChildren(before: Node, after: Node): [number, number] {
  const most = Math.min(before.childCount, after.childCount);
  let head = 0;
  while (head < most && before.child(head) === after.child(head)) head += 1;
  let tail = 0;
  while (
    tail < most - head &&
    before.child(before.childCount - tail - 1) === after.child(after.childCount - tail - 1)
  ) {
    tail += 1;
  }
  return [head, tail];
}

function widthOf(parent: Node, from: number, to: number): number {
  let width = 0;
  for (let index = from; index < to; index++) width += parent.child(index).nodeSize;
  return width;
}

/** The nodes around a change are others in the document than those that were `made` of `type`. */
function remember(mapping: Mapping, type: Y.XmlFragment, made: Node, shown: Node): void {
  mapping.set(type, shown);
  if (made === shown || made.inlineContent) return;
  const types = new Map<unknown, Y.XmlElement>();
  made.forEach((child, _at, index) => {
    const here = shown.child(index);
    if (child === here) return;
    if (types.size === 0) for (const inner of elementsIn(type)) types.set(mapping.get(inner), inner);
    const inner = types.get(child);
    if (inner !== undefined) remember(mapping, inner, child, here);
  });
}

function elementsIn(type: Y.XmlFragment): Y.XmlElement[] {
  return type.toArray().filter((child) => child instanceof Y.XmlElement);
}

// --- what was changed here ----------------------------------------------------------------------

/**
 * Writes a change within one block, which is what typing is; false when it is more than that. y-tiptap compares all
 * blocks of the document for it.
 */
function writeBlock({ doc, isOMark, mapping, type }: ProsemirrorBinding, now: Node): boolean {
  const before = mapping.get(type);
  if (before === undefined || Array.isArray(before) || before.childCount !== now.childCount) return false;
  const [head, tail] = sharedChildren(before, now);
  const [old, block] = [before.maybeChild(head), now.maybeChild(head)];
  const written = type.length === now.childCount ? type.get(head) : null;
  if (head + tail + 1 !== now.childCount || !old || !block) return false;
  if (!(written instanceof Y.XmlElement) || mapping.get(written) !== old || written.nodeName !== block.type.name) {
    return false;
  }
  updateYFragment(doc, written, block, { isOMark, mapping });
  mapping.set(type, now);
  return true;
}

/** y-tiptap leaves the insides of what was deleted here in its table. */
function forgetDeleted({ mapping }: ProsemirrorBinding): (events: unknown, transaction: Y.Transaction) => void {
  return (_events, transaction) => {
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      const content = struct instanceof Y.Item ? struct.content : null;
      if (content instanceof Y.ContentType) mapping.delete(content.type);
    });
  };
}
