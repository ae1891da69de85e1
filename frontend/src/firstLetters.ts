/**
 * Gives every new empty line its text from the start.
 *
 * y-tiptap makes the Yjs text of a paragraph when its first letter is typed. Two people who begin the same empty
 * paragraph at one moment make two texts; both browsers then move one into the other, each by itself, and letters
 * double (reproduced with y-tiptap 3.0.9). With a text that is there before the first letter both write into that.
 *
 * Invariant: only the transaction that creates a line adds to it, so the text has one maker.
 */

import { ySyncPluginKey } from "@tiptap/y-tiptap";
import * as Y from "yjs";

const prepared = new WeakSet<Y.Doc>();

/** From now on, lines that the editor creates in `doc` have a text. `textblocks`: names of nodes that hold letters. */
export function prepareFirstLetters(doc: Y.Doc, textblocks: ReadonlySet<string>): void {
  if (prepared.has(doc)) return;
  prepared.add(doc);
  const transact = doc.transact.bind(doc);
  // There is no event before a transaction ends, and a transaction of its own would come too late.
  doc.transact = <Result>(change: (transaction: Y.Transaction) => Result, origin?: unknown): Result => {
    // y-tiptap nests its transactions: only the outermost one sees the whole change.
    const isOutermost = doc._transaction === null;
    return transact((transaction) => {
      const result = change(transaction);
      if (isOutermost && origin === ySyncPluginKey) addTexts(transaction, textblocks);
      return result;
    }, origin);
  };
}

function addTexts(transaction: Y.Transaction, textblocks: ReadonlySet<string>): void {
  for (const type of [...transaction.changed.keys()]) {
    if (type instanceof Y.XmlFragment) visitNew(type, transaction, textblocks);
  }
}

/** Goes through what this transaction created below `parent`. */
function visitNew(parent: Y.XmlFragment, transaction: Y.Transaction, textblocks: ReadonlySet<string>): void {
  for (const child of parent.toArray()) {
    if (!(child instanceof Y.XmlElement) || !isNew(child, transaction)) continue;
    if (child.length === 0 && textblocks.has(child.nodeName)) child.insert(0, [new Y.XmlText()]);
    else visitNew(child, transaction, textblocks);
  }
}

function isNew(type: Y.XmlElement, { beforeState }: Y.Transaction): boolean {
  const id = type._item?.id;
  return id !== undefined && id.clock >= (beforeState.get(id.client) ?? 0);
}
