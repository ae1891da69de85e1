/**
 * Anchors: pieces of the text by the operations that wrote their first and their last character. They follow the text
 * while others write, and are kept outside of it.
 *
 * Not y-tiptap's own conversion, which takes every place at the start of a document for a mistake and reads the whole
 * document for each position: here one walk serves all anchors.
 */

import type { Editor } from "@tiptap/core";
import type { ResolvedPos } from "@tiptap/pm/model";
import type { EditorState } from "@tiptap/pm/state";
import { ySyncPluginKey } from "@tiptap/y-tiptap";
import * as Y from "yjs";

/** The ends of a piece of text as base64 of what Yjs encodes. */
export interface Anchor {
  readonly start: string;
  readonly end: string;
}

/** Positions of ProseMirror: a piece of the text as it is now. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A text, or a node without content: what characters of a selection belong to. */
interface Leaf {
  readonly at: number;
  readonly size: number;
  readonly type: Y.XmlText | Y.XmlElement;
}

const BEHIND = -1;

/** Where everything of a document is, as of the moment it was made. */
export class Places {
  readonly #leaves: Leaf[] = [];
  readonly #starts = new Map<Y.AbstractType<unknown>, readonly number[]>();
  readonly #doc: Y.Doc;

  constructor(state: EditorState) {
    const { type, doc } = ySyncPluginKey.getState(state) as { type: Y.XmlFragment; doc: Y.Doc };
    this.#doc = doc;
    this.#walk(type, 0, (name) => state.schema.nodes[name]?.isLeaf ?? true);
  }

  /** Every text, and where it begins. */
  get texts(): { text: Y.XmlText; at: number }[] {
    return this.#leaves.flatMap(({ at, type }) => (type instanceof Y.XmlText ? [{ at, text: type }] : []));
  }

  /** The piece of text that `anchor` means, or null when nothing is left of it. */
  find(anchor: Anchor): Range | null {
    const [from, to] = [this.#position(anchor.start), this.#position(anchor.end)];
    return from === null || to === null || from >= to ? null : { from, to };
  }

  /** Do both ends still stand on characters of their own. */
  holds({ start, end }: Anchor): boolean {
    return [start, end].every((place) => {
      const item = this.#item(decode(place));
      return item !== null && !item.deleted;
    });
  }

  /** Is one of the ends written by operations that have not come yet. */
  awaits({ start, end }: Anchor): boolean {
    return [start, end].some((place) => {
      const relative = decode(place);
      return Boolean(relative?.item) && this.#item(relative) === null;
    });
  }

  /** An anchor for a piece of text; null when there is nothing in it that could be pointed at. */
  anchor({ from, to }: Range): Anchor | null {
    const within = this.#leaves.filter(({ at, size }) => size > 0 && at < to && at + size > from);
    const [first, last] = [within[0], within.at(-1)];
    if (first === undefined || last === undefined) return null;
    return {
      end: encode(place(last, Math.min(to - last.at, last.size), BEHIND)),
      start: encode(place(first, Math.max(from - first.at, 0), 0)),
    };
  }

  #walk(parent: Y.XmlFragment, start: number, isLeaf: (name: string) => boolean): number {
    const starts: number[] = [];
    let at = start;
    for (const child of parent.toArray()) {
      starts.push(at);
      if (child instanceof Y.XmlText) at += this.#leaf(child, at, child.length);
      else if (child instanceof Y.XmlElement && isLeaf(child.nodeName)) at += this.#leaf(child, at, 1);
      else if (child instanceof Y.XmlElement) at = this.#walk(child, at + 1, isLeaf) + 1;
    }
    starts.push(at);
    this.#starts.set(parent as Y.AbstractType<unknown>, starts);
    return at;
  }

  #leaf(type: Leaf["type"], at: number, size: number): number {
    this.#leaves.push({ at, size, type });
    this.#starts.set(type as Y.AbstractType<unknown>, [at]);
    return size;
  }

  #position(encoded: string): number | null {
    const relative = decode(encoded);
    if (this.#item(relative) === null || relative === null) return null;
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, this.#doc);
    if (absolute === null) return null;
    const starts = this.#starts.get(absolute.type);
    const isText = absolute.type instanceof Y.XmlText;
    return (isText ? sum(starts?.[0], absolute.index) : starts?.[absolute.index]) ?? null;
  }

  #item(relative: Y.RelativePosition | null): Y.Item | null {
    const id = relative?.item;
    if (!id || Y.getState(this.#doc.store, id.client) <= id.clock) return null;
    const item: unknown = Y.getItem(this.#doc.store, id);
    return item instanceof Y.Item ? item : null;
  }
}

/** The piece of text that is selected; with a mere caret the word around it. */
export function selectedRange(editor: Editor): Range {
  const { from, to, empty, $from } = editor.state.selection;
  // The browser's own selection reaches the editor a moment later.
  if (empty) return selectedInPage(editor) ?? wordAround($from);
  return { from, to };
}

function selectedInPage({ view }: Editor): Range | null {
  const selection = document.getSelection();
  const selected = selection === null || selection.isCollapsed ? null : selection.getRangeAt(0);
  if (selected === null || !view.dom.contains(selected.commonAncestorContainer)) return null;
  const from = view.posAtDOM(selected.startContainer, selected.startOffset);
  return { from, to: view.posAtDOM(selected.endContainer, selected.endOffset) };
}

function wordAround($from: ResolvedPos): Range {
  const text = $from.parent.textBetween(0, $from.parent.content.size, undefined, "\ufffc");
  const before = /[\p{L}\p{N}_'’-]*$/u.exec(text.slice(0, $from.parentOffset))?.[0].length ?? 0;
  const after = /^[\p{L}\p{N}_'’-]*/u.exec(text.slice($from.parentOffset))?.[0].length ?? 0;
  return { from: $from.pos - before, to: $from.pos + after };
}

/** The text of a range, lines apart. */
export function textOf({ state }: Editor, { from, to }: Range): string {
  return state.doc.textBetween(from, to, "\n", " ");
}

/** The only place where `quote` stands in the document; null when there is none, or more than one. */
export function onlyPlaceOf(editor: Editor, quote: string): Range | null {
  if (quote.includes("\n") || quote.trim().length < SHORTEST_QUOTE) return null;
  const found: Range[] = [];
  editor.state.doc.descendants((node, at) => {
    if (!node.isTextblock) return found.length < 2;
    const text = node.textBetween(0, node.content.size, undefined, " ");
    for (let index = text.indexOf(quote); index >= 0; index = text.indexOf(quote, index + 1)) {
      found.push({ from: at + 1 + index, to: at + 1 + index + quote.length });
    }
    return false;
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Fewer characters than these stand in too many texts by chance. */
const SHORTEST_QUOTE = 4;

function sum(left: number | undefined, right: number): number | undefined {
  return left === undefined ? undefined : left + right;
}

function place({ type }: Leaf, index: number, side: number): Y.RelativePosition {
  if (type instanceof Y.XmlText) return Y.createRelativePositionFromTypeIndex(type, index, side);
  return new Y.RelativePosition(null, null, type._item?.id ?? null, side);
}

function encode(relative: Y.RelativePosition): string {
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(relative)));
}

/** What somebody's browser sent; null when it is no position. */
function decode(encoded: string): Y.RelativePosition | null {
  try {
    return Y.decodeRelativePosition(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)));
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
