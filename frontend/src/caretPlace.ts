/**
 * Places in the text that hold while others write, as Yjs relative positions in plain data.
 */

import type { Editor } from "@tiptap/core";
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from "@tiptap/y-tiptap";
import * as Y from "yjs";
import type { OperationId, Rebased } from "./rebase";

/** What `Y.relativePositionToJSON` gives. */
export interface RelativePlace {
  readonly type?: OperationId;
  readonly item?: OperationId;
  readonly [other: string]: unknown;
}

/** The position `at` of the editor's document. */
export function relativePlace(editor: Editor, at: number): RelativePlace {
  const { type, binding } = ySyncPluginKey.getState(editor.state);
  return Y.relativePositionToJSON(absolutePositionToRelativePosition(at, type, binding.mapping));
}

/** Where `place` is now; null when what it stood beside is gone. */
export function absolutePlace(editor: Editor, place: RelativePlace): number | null {
  const { doc, type, binding } = ySyncPluginKey.getState(editor.state);
  const position = Y.createRelativePositionFromJSON(place);
  return relativePositionToAbsolutePosition(doc, type, position, binding.mapping);
}

/** The same place beside operations that have new names. */
export function renamedPlace(place: RelativePlace, rename: Rebased["rename"]): RelativePlace {
  const { type, item } = place;
  return { ...place, ...(type ? { type: rename(type) } : {}), ...(item ? { item: rename(item) } : {}) };
}
