/**
 * Whose each piece of the text is, by the client ids that wrote it.
 */

import type { Editor } from "@tiptap/core";
import type * as Y from "yjs";
import { Places, type Range } from "./anchors";

/** A piece of the text that one client wrote. */
export interface WrittenRange extends Range {
  readonly client: number;
}

/** All text, in order. */
export function writtenRanges({ state }: Editor): WrittenRange[] {
  return new Places(state).texts.flatMap(({ text, at }) => rangesIn(text, at));
}

function rangesIn(text: Y.XmlText, start: number): WrittenRange[] {
  const ranges: WrittenRange[] = [];
  let at = start;
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const { client } = item.id;
    const last = ranges.at(-1);
    if (last?.client === client) ranges[ranges.length - 1] = { ...last, to: at + item.length };
    else ranges.push({ client, from: at, to: at + item.length });
    at += item.length;
  }
  return ranges;
}
