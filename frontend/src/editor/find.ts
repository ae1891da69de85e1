/**
 * Find and replace: where a search matches, which match one is at, and both as decorations.
 *
 * Regular expressions are not searched here but by whoever asks for the unknown lines (patternSearch.ts): what they
 * find is known by the text of the line, so that a change of the document leaves one line to be searched.
 *
 * Invariant: a match lies within one line of text, so replacing it never joins or tears blocks.
 */

import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { yUndoPluginKey } from "@tiptap/y-tiptap";
import { type Match, matchesOf, patternOf, replacementFor, type Search } from "../searchPattern";

/** Why a search has no end: it takes too long, or what searches could not be loaded. */
export type Unfinished = "slow" | "missing";

/** Matches by the text of the line that they are in, their places counted from its beginning. */
export type Known = ReadonlyMap<string, readonly Match[]>;

/** What is found now. */
export interface Found {
  readonly search: Search;
  readonly matches: readonly Match[];
  /** The match one is at; -1 without any. */
  readonly index: number;
  /** Where one is, which outlasts that the match there is not known for a moment. */
  readonly place: number;
  readonly decorations: DecorationSet;
  /** What a regular expression is known to find. */
  readonly known: Known;
  /** Lines that the regular expression is still to be searched in. */
  readonly unknown: readonly string[];
  readonly unfinished: Unfinished | null;
}

type Step =
  | { readonly search: Search | null }
  | { readonly index: number }
  | { readonly place: number }
  | { readonly of: Search; readonly known: Known }
  | { readonly of: Search; readonly unfinished: Unfinished };

/** More than anybody goes through; the editor must stay quick while "e" is typed as the beginning of a word. */
export const MOST_MATCHES = 5_000;
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

/** Takes in what the regular expression `of` finds in some of the lines. */
export function learn(editor: Editor, of: Search, known: Known): void {
  step(editor, { known, of });
}

/** The regular expression `of` is not searched any further. */
export function giveUp(editor: Editor, of: Search, unfinished: Unfinished): void {
  step(editor, { of, unfinished });
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
  const tr = replaceIn(editor.state.tr, now.search, match, replacement);
  editor.view.dispatch(tr.setMeta(KEY, { place: tr.mapping.map(match.to) } satisfies Step));
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

function replaceIn(tr: Transaction, search: Search, match: Match, replacement: string): Transaction {
  const text = replacementFor(search, match, replacement);
  return text === "" ? tr.delete(match.from, match.to) : tr.insertText(text, match.from, match.to);
}

function next(tr: Transaction, now: Found | null, _before: EditorState, state: EditorState): Found | null {
  const what = tr.getMeta(KEY) as Step | undefined;
  if (what !== undefined && "search" in what) return what.search === null ? null : begin(what.search, state);
  if (now === null) return null;
  if (what !== undefined && "index" in what) return gone(now, what.index, state.doc);
  if (what !== undefined && "of" in what) return what.of === now.search ? told(now, what, tr) : now;
  return tr.docChanged ? searched(now, tr, what?.place) : now;
}

function begin(search: Search, { doc, selection }: EditorState): Found {
  const nothing = { decorations: DecorationSet.empty, index: -1, known: new Map(), matches: [], unfinished: null };
  const now = { ...nothing, ...whatIsIn(doc, search, new Map()), place: selection.from, search };
  return at(now, firstFrom(now.matches, now.place), doc);
}

function gone(now: Found, index: number, doc: Node): Found {
  return at({ ...now, place: now.matches[index]?.from ?? now.place }, index, doc);
}

function told(now: Found, what: Extract<Step, { of: Search }>, tr: Transaction): Found {
  if ("unfinished" in what) return { ...now, unfinished: what.unfinished, unknown: [] };
  return searched({ ...now, known: new Map([...now.known, ...what.known]) }, tr);
}

/** One goes on behind what one `replaced`. A place that somebody deleted says nothing: the number stays then. */
function searched(now: Found, tr: Transaction, replaced?: number): Found {
  const { matches, known, unknown } = whatIsIn(tr.doc, now.search, now.known);
  const mapped = tr.mapping.mapResult(now.place, 1);
  const place = replaced ?? mapped.pos;
  const isLost = replaced === undefined && mapped.deletedAcross && now.index >= 0;
  const index = isLost ? Math.min(now.index, matches.length - 1) : firstFrom(matches, place);
  return at({ ...now, known, matches, place, unknown: now.unfinished === null ? unknown : [] }, index, tr.doc);
}

/** The match from `position` on, or the first of all; -1 without any. */
function firstFrom(matches: readonly Match[], position: number): number {
  const after = matches.findIndex((match) => match.from >= position);
  return after < 0 && matches.length > 0 ? 0 : after;
}

function at(now: Found, index: number, doc: Node): Found {
  const decorations = now.matches.map(({ from, to }, number) =>
    Decoration.inline(from, to, { class: number === index ? "found found-here" : "found" }),
  );
  const place = now.unknown.length > 0 ? now.place : (now.matches[index]?.from ?? now.place);
  return { ...now, decorations: DecorationSet.create(doc, decorations), index, place };
}

/** The matches of a search as far as they are known, with what is known of the lines that are there, and what is not. */
function whatIsIn(doc: Node, search: Search, before: Known): Pick<Found, "known" | "matches" | "unknown"> {
  const pattern = patternOf(search);
  const [known, unknown, matches] = [new Map<string, readonly Match[]>(), new Set<string>(), [] as Match[]];
  const look = (text: string): readonly Match[] => {
    if (pattern === null || !search.isPattern) return pattern === null ? [] : matchesOf(text, pattern);
    const found = before.get(text);
    if (found === undefined) unknown.add(text);
    else known.set(text, found);
    return found ?? [];
  };
  doc.descendants((node, position) => {
    if (!node.isTextblock) return matches.length < MOST_MATCHES;
    for (const match of look(textOf(node))) matches.push(moved(match, position + 1));
    return false;
  });
  return { known, matches: matches.slice(0, MOST_MATCHES), unknown: [...unknown] };
}

function moved(match: Match, by: number): Match {
  return { ...match, from: match.from + by, to: match.to + by };
}

function textOf(line: Node): string {
  return line.textBetween(0, line.content.size, "", NO_TEXT);
}
