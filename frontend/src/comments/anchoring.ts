/**
 * Keeps threads at their text through changes that an anchor cannot follow.
 *
 * Splitting a line, moving it, or undoing a deletion writes the same text anew, by other operations. Whoever does so
 * still sees where the text is, and tells the server; what comes back otherwise is found by its words.
 */

import type { Editor } from "../editor";
import { type Anchor, onlyPlaceOf, Places, type Range } from "../editor/anchors";
import { markedRanges } from "../editor/commentMarks";
import type { Thread } from "./threads";

export class Anchoring {
  #anchors: ReadonlyMap<number, Anchor> = new Map();

  /** `moved` hears where a thread stands by now. */
  constructor(private readonly moved: (thread: number, anchor: Anchor) => void) {}

  /** Where threads stand, by what is known now. */
  get anchors(): ReadonlyMap<number, Anchor> {
    return this.#anchors;
  }

  /** Looks after all open threads; `mayMove` when changes made here have to be told. */
  tend(editor: Editor, threads: readonly Thread[], mayMove: boolean): void {
    const places = new Places(editor.state);
    const shown = markedRanges(editor.state);
    const anchors = new Map<number, Anchor>();
    for (const thread of threads) {
      const anchor = this.#anchorOf(thread, places, shown.get(thread.id)) ?? this.#byWords(editor, thread, places);
      anchors.set(thread.id, anchor ?? thread.anchor);
      if (mayMove && anchor !== null && anchor !== thread.anchor) this.moved(thread.id, anchor);
    }
    this.#anchors = anchors;
  }

  /** The thread's own anchor while it holds, else one for where it was seen last. */
  #anchorOf({ anchor }: Thread, places: Places, shown: Range | undefined): Anchor | null {
    if (places.holds(anchor)) return anchor;
    const range = shown ?? places.find(anchor);
    return range === null ? null : places.anchor(range);
  }

  #byWords(editor: Editor, { quote }: Thread, places: Places): Anchor | null {
    const range = onlyPlaceOf(editor, quote);
    return range === null ? null : places.anchor(range);
  }
}
