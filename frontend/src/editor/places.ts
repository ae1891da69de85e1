/**
 * Where other people are in the text.
 */

import type { Editor } from "@tiptap/core";
import type { Awareness } from "y-protocols/awareness";
import { absolutePlace, type RelativePlace } from "../caretPlace";
import type { Box } from "../ui/floating";

interface Cursor {
  readonly head: RelativePlace;
}

/** Remembers where people were last: who looks at another window shows no caret, but is still to be found. */
export class LastPlaces {
  /** Last moved last. */
  readonly #cursors = new Map<number, Cursor>();

  constructor(private readonly awareness: Awareness) {
    this.note([...awareness.states.keys()]);
  }

  /** Takes down where these clients are now. */
  note(clients: readonly number[]): void {
    for (const client of clients) {
      const cursor = this.awareness.states.get(client)?.["cursor"] as Cursor | null | undefined;
      const isSame = JSON.stringify(cursor) === JSON.stringify(this.#cursors.get(client));
      if (!cursor || typeof cursor.head !== "object" || isSame) continue;
      this.#cursors.delete(client);
      this.#cursors.set(client, cursor);
    }
  }

  forget(clients: readonly number[]): void {
    for (const client of clients) this.#cursors.delete(client);
  }

  /** Which of `clients` moved last, and where that is in `editor`; null when none of them has been anywhere. */
  find(editor: Editor, clients: readonly number[]): number | null {
    const [cursor] = [...this.#cursors].filter(([client]) => clients.includes(client)).slice(-1);
    return cursor === undefined ? null : absolutePlace(editor, cursor[1].head);
  }
}

/** Where a position of the text is on the screen. */
export function boxAt({ state, view }: Editor, position: number): Box {
  return view.coordsAtPos(Math.min(position, state.doc.content.size));
}
