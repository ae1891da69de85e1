/** People who write in the paragraphs of an editor's document, each with a caret that the others see. */

import * as Y from "yjs";
import { find } from "./clients.mjs";
import { seeded } from "./random.mjs";

const ROOT = "default";
const LETTERS = "etaoin shrdlu etaoin cmfwyp ";
/** After about this many keys somebody goes on elsewhere. */
const KEYS_AT_ONE_PLACE = 60;

const writing = new Map();

class Writer {
  constructor(client, { pauseMs, seed, user }) {
    this.client = client;
    this.random = seeded(seed);
    this.user = user;
    this.keys = 0;
    this.move();
    this.timer = setInterval(() => this.press(), pauseMs);
  }

  /** To some place in some paragraph. */
  move() {
    const lines = linesOf(this.client.doc.getXmlFragment(ROOT));
    this.line = lines[Math.floor(this.random() * lines.length)];
    this.at = Math.floor(this.random() * (this.line.length + 1));
  }

  press() {
    this.keys += 1;
    if (this.random() < 1 / KEYS_AT_ONE_PLACE) this.move();
    this.at = Math.min(this.at, this.line.length);
    this.client.doc.transact(() => {
      if (this.at > 0 && this.random() < 0.06) {
        this.at -= 1;
        this.line.delete(this.at, 1);
      } else {
        this.line.insert(this.at, LETTERS[Math.floor(this.random() * LETTERS.length)]);
        this.at += 1;
      }
    }, "written");
    this.show();
  }

  show() {
    const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.line, this.at, -1));
    this.client.provider.awareness.setLocalState({ cursor: { anchor: place, head: place }, user: this.user });
  }
}

function linesOf(parent) {
  return parent.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return parent.nodeName === "paragraph" ? [child] : [];
    return linesOf(child);
  });
}

/** A ProseMirror tree, as y-tiptap would store it. */
function grown({ attrs = {}, content = [], type }) {
  const element = new Y.XmlElement(type);
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
  if (content[0]?.type === "text") element.insert(0, [textOf(content)]);
  else element.insert(0, content.map(grown));
  return element;
}

function textOf(runs) {
  const text = new Y.XmlText();
  text.applyDelta(
    runs.map(({ marks = [], text: insert }) => ({
      attributes: Object.fromEntries(marks.map((mark) => [mark, {}])),
      insert,
    })),
  );
  return text;
}

export const commands = {
  /** Adds blocks, given as ProseMirror's JSON, to the end of an editor's document. */
  plant: ({ client, blocks }) => {
    const { doc } = find(client);
    doc.transact(() => doc.getXmlFragment(ROOT).push(blocks.map(grown)));
  },
  /** Begins to write, a key each `pauseMs`. */
  write: ({ client, ...how }) => {
    writing.set(client, new Writer(find(client), how));
  },
  /** Stops; answers how many keys it were. */
  stopWriting: ({ client }) => {
    const { keys, timer } = writing.get(client);
    clearInterval(timer);
    return keys;
  },
};
