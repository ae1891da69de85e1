/**
 * Random edits of every kind that Yjs knows, from a seed: what nobody would think of typing.
 *
 * Left out is what Yjs itself shows differently from replica to replica: half an emoji in an Any value, which only its
 * author keeps, and positions in the middle of one, where a replica may cut it without telling (a format that changes
 * nothing, an insertion that is gone before anybody hears of it). A deletion of one half is told, and is in.
 */

import * as Y from "yjs";
import { find } from "./clients.mjs";
import { seeded } from "./random.mjs";

const WORDS = ["a", "word ", "😀", "👩‍👩‍👧‍👦", "e\u0301", "שלום", "\u0000", "𝔘𝔫", "\n", "\ufffd", "e", "\ufeff"];
const VALUES = [null, true, 0, -1, 0.5, 2 ** 40, "😀", [1, ["x"]], { a: { b: "ω" } }];
const HALVES = ["\ud83d", { a: { b: "\ude00" } }];
const MARKS = ["bold", "link", "ζ"];

/** The nearest position from `index` down that is not inside a surrogate pair. */
function whole(text, index) {
  const units = text.toDelta().map(({ insert }) => (typeof insert === "string" ? insert : "_")).join("");
  const isInside = /[\ud800-\udbff]/.test(units[index - 1] ?? "") && /[\udc00-\udfff]/.test(units[index] ?? "");
  return isInside ? index - 1 : index;
}

function nested(map) {
  return [...map.values()].filter((value) => value instanceof Y.Text);
}

function scramble(doc, random, count) {
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const text = doc.getText("text");
  const map = doc.getMap("map");
  const array = doc.getArray("array");
  const xml = doc.getXmlFragment("xml");

  const range = (length) => {
    const from = below(length);
    return [from, 1 + below(Math.min(4, length - from))];
  };
  const place = (type) => whole(type, below(type.length + 1));
  const span = (type) => {
    const from = place(type);
    return [from, whole(type, Math.min(type.length, from + below(5))) - from];
  };
  const json = () => pick([...VALUES, ...HALVES]);
  const fill = (element) => {
    element.setAttribute("level", pick(["1", "2", "😀"]));
    element.insert(0, [new Y.XmlText(pick(WORDS))]);
    return element;
  };
  const hook = () => {
    const made = new Y.XmlHook("widget");
    made.set("key", pick(VALUES));
    return made;
  };

  const kinds = [
    () => text.insert(place(text), pick(WORDS)),
    () => text.insert(place(text), pick(WORDS), { [pick(MARKS)]: json() }),
    () => text.delete(...span(text)),
    () => text.length > 0 && text.delete(...range(text.length)),
    () => text.format(...span(text), { [pick(MARKS)]: json() }),
    () => text.insertEmbed(place(text), { image: json() }),
    () => nested(map).forEach((type) => type.insert(place(type), pick(WORDS))),
    () => map.set(pick(["k", "ключ", "😀"]), pick(VALUES)),
    () => map.set(pick(["t1", "t2"]), new Y.Text(pick(WORDS))),
    () => map.delete(pick(["k", "t1"])),
    () => array.insert(below(array.length + 1), [pick(VALUES), new Uint8Array([1, 2, below(256)])]),
    () => array.length > 0 && array.delete(...range(array.length)),
    () => xml.insert(below(xml.length + 1), [random() < 0.2 ? hook() : fill(new Y.XmlElement("paragraph"))]),
    () => xml.length > 0 && xml.delete(below(xml.length), 1),
  ];
  for (let made = 0; made < count; made += 1) {
    try {
      doc.transact(() => pick(kinds)(), "edit");
    } catch (error) {
      throw new Error(`edit ${made}: ${error.message}`);
    }
  }
}

export const commands = {
  scramble: ({ client, seed, count }) => scramble(find(client).doc, seeded(seed), count),
};
