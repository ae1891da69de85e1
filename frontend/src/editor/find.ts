/**
 * Find and replace: where a search matches, which match one is at, and both as decorations.
 *
 * Invariant: a match lies within one line of text, so replacing it never joins or tears blocks.
 */

import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { yUndoPluginKey } from "@tiptap/y-tiptap";
import { patternOf, replacementFor, type Search, type Span, spansIn } from "../searchPattern";

/** What is found now. */
export interface Found {
  readonly search: Search;
  readonly matches: readonly Span[];
  /** The match one is at; -1 without any. */
  readonly index: number;
  readonly decorations: DecorationSet;
}

type Step = { readonly search: Search | null } | { readonly index: number };

/** More than anybody goes through; the editor must stay quick while "e" is typed as the beginning of a word. */
const MOST_MATCHES = 5_000;
/** Stands for what is no text (an image, a break), one character like its size. */
const NO_TEXT = "\ufffc";

const KEY = new PluginKey<Found | null>("find");

/** What is found, or null while nobody looks for anything. */
export function found(editor: Editor): Found | null {
  return KEY.getState(editor.state) ?? null;
}

/** Looks for `search` from now on, beginning at the caret; null ends it. */
export function look(editor: Editor, search: Search | null): void {
  step(editor, { search });
}

/** Goes `by` matches further, round the ends, and shows that one. */
export function goOn(editor: Editor, by: 1 | -1): void {
  const now = found(editor);
  if (now === null || now.matches.length === 0) return;
  step(editor, { index: (now.index + by + now.matches.length) % now.matches.length });
  showMatch(editor);
}

/** Brings the match one is at into view. */
export function showMatch(editor: Editor): void {
  editor.view.dom.querySelector(".found-here")?.scrollIntoView({ block: "center" });
}

/** Selects the match one is at: what one looked for is where one goes on. */
export function selectMatch(editor: Editor): void {
  const now = found(editor);
  const match = now?.matches[now.index];
  if (match === undefined) return;
  editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, match.from, match.to)));
}

/** Replaces the match one is at and goes to the next. */
export function replaceOne(editor: Editor, replacement: string): void {
  const now = found(editor);
  const match = now?.matches[now.index];
  if (now === null || match === undefined || !editor.isEditable) return;
  editor.view.dispatch(replaceIn(editor.state.tr, now.search, match, replacement));
  showMatch(editor);
}

/** Replaces every match, as one step to undo; answers how many there were. */
export function replaceAll(editor: Editor, replacement: string): number {
  const now = found(editor);
  if (now === null || now.matches.length === 0 || !editor.isEditable) return 0;
  const undo = yUndoPluginKey.getState(editor.state)?.undoManager;
  undo?.stopCapturing();
  const { tr } = editor.state;
  // From the end: what is replaced further down moves nothing before it.
  for (const match of [...now.matches].reverse()) replaceIn(tr, now.search, match, replacement);
  editor.view.dispatch(tr);
  undo?.stopCapturing();
  return now.matches.length;
}

/** Finds text in the document. */
export const Find = Extension.create({
  name: "find",
  addProseMirrorPlugins() {
    return [
      new Plugin<Found | null>({
        key: KEY,
        props: { decorations: (state) => KEY.getState(state)?.decorations },
        state: { apply: next, init: () => null },
      }),
    ];
  },
});

function step(editor: Editor, what: Step): void {
  editor.view.dispatch(editor.state.tr.setMeta(KEY, what));
}

function replaceIn(tr: Transaction, search: Search, { from, to }: Span, replacement: string): Transaction {
  const line = tr.doc.resolve(from);
  const start = line.start();
  const text = replacementFor(search, textOf(line.parent), { from: from - start, to: to - start }, replacement);
  return text === "" ? tr.delete(from, to) : tr.insertText(text, from, to);
}

function next(tr: Transaction, now: Found | null, _before: EditorState, state: EditorState): Found | null {
  const what = tr.getMeta(KEY) as Step | undefined;
  if (what !== undefined && "search" in what) return what.search === null ? null : begin(what.search, state);
  if (now === null) return null;
  if (what !== undefined) return at(now, what.index, state.doc);
  if (!tr.docChanged) return now;
  const matches = matchesIn(state.doc, now.search);
  return at({ ...now, matches }, sameMatch(now, matches, tr), state.doc);
}

function begin(search: Search, state: EditorState): Found {
  const matches = matchesIn(state.doc, search);
  const index = firstFrom(matches, state.selection.from);
  return at({ decorations: DecorationSet.empty, index, matches, search }, index, state.doc);
}

/** The match from `position` on, or the first of all; -1 without any. */
function firstFrom(matches: readonly Span[], position: number): number {
  const after = matches.findIndex((match) => match.from >= position);
  return after < 0 && matches.length > 0 ? 0 : after;
}

/** Other people's changes replace the whole document and say nothing about places: the number stays then. */
function sameMatch({ index, matches: before }: Found, matches: readonly Span[], tr: Transaction): number {
  const place = before[index];
  if (place === undefined) return firstFrom(matches, tr.selection.from);
  const mapped = tr.mapping.mapResult(place.from, 1);
  if (mapped.deletedAcross) return Math.min(index, matches.length - 1);
  return firstFrom(matches, mapped.pos);
}

function at(now: Found, index: number, doc: Node): Found {
  const decorations = now.matches.map(({ from, to }, number) =>
    Decoration.inline(from, to, { class: number === index ? "found found-here" : "found" }),
  );
  return { ...now, decorations: DecorationSet.create(doc, decorations), index };
}

function matchesIn(doc: Node, search: Search): Span[] {
  const pattern = patternOf(search);
  const matches: Span[] = [];
  if (pattern === null) return matches;
  doc.descendants((node, position) => {
    if (!node.isTextblock) return matches.length < MOST_MATCHES;
    const start = position + 1;
    for (const { from, to } of spansIn(textOf(node), pattern)) matches.push({ from: start + from, to: start + to });
    return false;
  });
  return matches.slice(0, MOST_MATCHES);
}

function textOf(line: Node): string {
  return line.textBetween(0, line.content.size, "", NO_TEXT);
}
