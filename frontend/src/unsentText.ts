/**
 * The text in an update, for people who have to copy what was not accepted: best effort, never an error.
 */

import * as Y from "yjs";

/** Only text that is inserted, in the order it was typed; a new line wherever typing went on somewhere else. */
export function textIn(update: Uint8Array): string {
  let text = "";
  let end: Y.ID | null = null;
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const continues = end !== null && struct.origin !== null && Y.compareIDs(struct.origin, end);
    text += continues || text === "" ? struct.content.str : `\n${struct.content.str}`;
    end = Y.createID(struct.id.client, struct.id.clock + struct.length - 1);
  }
  return text;
}

/** The text in `state` that a replica with `vector` does not have. */
export function textBeyond(state: Uint8Array, vector: Uint8Array | null): string {
  return textIn(vector === null ? state : Y.diffUpdate(state, vector));
}
