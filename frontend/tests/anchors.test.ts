// @vitest-environment happy-dom
import type { EditorState } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { Anchoring } from "../src/comments/anchoring";
import type { Thread } from "../src/comments/threads";
import type { Editor } from "../src/editor";
import { type Anchor, onlyPlaceOf, Places, selectedRange, textOf } from "../src/editor/anchors";
import { markedRanges, showMarks } from "../src/editor/commentMarks";
import { mounted } from "./mounted";

/** Somebody with an editor on a replica of their own. */
class Writer {
  readonly doc = new Y.Doc();
  readonly editor: Editor;
  readonly changes: boolean[] = [];

  constructor(state?: Uint8Array) {
    if (state) Y.applyUpdate(this.doc, state);
    const element = document.createElement("div");
    document.body.append(element);
    this.editor = mounted({
      awareness: new Awareness(this.doc),
      comments: { changed: (here) => this.changes.push(here), clicked: () => {} },
      editable: true,
      element,
      fragment: this.doc.getXmlFragment("default"),
      selection: null,
    });
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  get places(): Places {
    return new Places(this.editor.state);
  }

  /** An anchor on the first occurrence of some words. */
  anchor(words: string): Anchor {
    const from = this.at(words);
    const made = this.places.anchor({ from, to: from + words.length });
    if (made === null) throw new Error(`No ${words}.`);
    return made;
  }

  at(words: string): number {
    let found = -1;
    this.editor.state.doc.descendants((node, at) => {
      const index = node.isTextblock ? node.textContent.indexOf(words) : -1;
      if (found < 0 && index >= 0) found = at + 1 + index;
    });
    return found;
  }

  /** The text that an anchor means here. */
  read(anchor: Anchor): string | null {
    const range = this.places.find(anchor);
    return range === null ? null : textOf(this.editor, range);
  }

  insert(at: number, text: string): void {
    this.editor.view.dispatch(this.editor.state.tr.insertText(text, at));
  }

  remove(words: string): void {
    const from = this.at(words);
    this.editor.view.dispatch(this.editor.state.tr.delete(from, from + words.length));
  }

  take(from: Writer): void {
    Y.applyUpdate(this.doc, from.state, "remote");
  }
}

function writer(html: string): Writer {
  const made = new Writer();
  made.editor.commands.setContent(html);
  return made;
}

const TEXT =
  "<p>First words.</p><ul><li><p>an item</p></li></ul><p>Then <strong>bold</strong> ones, and a last line.</p>";

describe("an anchor", () => {
  test.each(["First", "First words.", "item", "bold ones", "last line."])("means %s, also after a reload", (words) => {
    const ada = writer(TEXT);
    const anchor = ada.anchor(words);
    expect(ada.read(anchor)).toBe(words);
    expect(new Writer(ada.state).read(anchor)).toBe(words);
  });

  test("follows its text while others write around it and in it", () => {
    const ada = writer(TEXT);
    const grace = new Writer(ada.state);
    const anchor = ada.anchor("bold ones");
    grace.insert(1, "Before. ");
    grace.insert(grace.at("ones"), "and new ");
    ada.take(grace);
    expect(ada.read(anchor)).toBe("bold and new ones");
  });

  test("does not grow by what is written beside it", () => {
    const ada = writer(TEXT);
    const anchor = ada.anchor("words");
    ada.insert(ada.at("words"), "more ");
    ada.insert(ada.at("words") + 5, "!!");
    expect(ada.read(anchor)).toBe("words");
  });

  test("keeps what is left of its text, and means nothing when nothing is", () => {
    const ada = writer(TEXT);
    const anchor = ada.anchor("bold ones");
    ada.remove("bold");
    expect(ada.read(anchor)).toBe(" ones");
    ada.remove(" ones");
    expect(ada.read(anchor)).toBeNull();
  });

  test("goes with the lines it spans", () => {
    const ada = writer(TEXT);
    const made = ada.places.anchor({ from: ada.at("words"), to: ada.at("item") + 4 });
    expect(made && ada.read(made)).toBe("words.\nan item");
  });

  test("stands on an image", () => {
    const ada = writer('<p>Look:</p><img src="https://example.org/a.png" alt="A"><p>There.</p>');
    let at = -1;
    ada.editor.state.doc.descendants((node, position) => {
      if (node.type.name === "image") at = position;
    });
    const anchor = ada.places.anchor({ from: at, to: at + 1 });
    expect(anchor && ada.places.find(anchor)).toEqual({ from: at, to: at + 1 });
  });

  test("of somebody who lies means nothing", () => {
    const ada = writer(TEXT);
    const { end } = ada.anchor("words");
    for (const start of ["", "!!", "AA==", btoa("\x01\x07default\x00"), btoa("\x00\x07\x07\x00"), btoa("\x09")]) {
      expect(ada.places.find({ end, start })).toBeNull();
      expect(ada.places.holds({ end, start })).toBe(false);
    }
  });

  test("cannot be made of nothing", () => {
    expect(new Writer().places.anchor({ from: 1, to: 1 })).toBeNull();
  });

  test("holds where its text lives on when a document is encoded anew, and where deleted text is forgotten", () => {
    const ada = writer(TEXT);
    const [kept, gone] = [ada.anchor("words"), ada.anchor("bold")];
    ada.remove("bold");
    const compact = new Y.Doc();
    Y.applyUpdate(compact, ada.state);
    const grace = new Writer(Y.encodeStateAsUpdate(compact));
    expect(grace.read(kept)).toBe("words");
    expect(grace.read(gone)).toBeNull();
  });
});

describe("marks in the text", () => {
  const thread = (anchor: Anchor, quote: string): Thread => ({
    anchor,
    comments: [],
    created: "2026-01-01T00:00:00Z",
    id: 7,
    quote,
    resolved: null,
    resolved_by: null,
    unread: false,
  });

  /** What is marked for thread 7. */
  const marked = ({ editor }: Writer) => {
    const range = markedRanges(editor.state).get(7);
    return range === undefined ? null : textOf(editor, range);
  };

  let timesRead = 0;
  const finder = (state: EditorState) => {
    timesRead += 1;
    return new Places(state);
  };

  const mark = ({ editor }: Writer, anchor: Anchor) =>
    showMarks(editor, { active: null, anchors: new Map([[7, anchor]]), finder, pending: null });

  /** What is marked after somebody else has written something, and how often the document was read for it. */
  function markedAfter(html: string, words: string, change: (grace: Writer) => void): [string | null, number] {
    const ada = writer(html);
    const grace = new Writer(ada.state);
    mark(ada, ada.anchor(words));
    timesRead = 0;
    change(grace);
    ada.take(grace);
    return [marked(ada), timesRead];
  }

  test("cost nothing while others write elsewhere", () => {
    const write = (grace: Writer) => grace.insert(1, "There. ");
    expect(markedAfter("<p>First.</p><p>Some words.</p>", "words", write)).toEqual(["words", 0]);
    const deleted = (grace: Writer) => grace.editor.view.dispatch(grace.editor.state.tr.delete(0, 8));
    expect(markedAfter("<p>First.</p><p>Some words.</p>", "words", deleted)).toEqual(["words", 0]);
  });

  test("stay on their own letters among equal ones", () => {
    const ada = writer("<p>ha ha ha</p>");
    const grace = new Writer(ada.state);
    mark(ada, ada.places.anchor({ from: 7, to: 9 }) as Anchor);
    const line = grace.doc.getXmlFragment("default").get(0) as Y.XmlElement;
    (line.get(0) as Y.XmlText).insert(0, "ha ");
    ada.take(grace);
    expect(markedRanges(ada.editor.state).get(7)).toEqual({ from: 10, to: 12 });
  });

  test("wait for text that comes after its thread", () => {
    const ada = writer("<p>First.</p>");
    const grace = new Writer(ada.state);
    grace.insert(7, " And more.");
    mark(ada, grace.anchor("more"));
    expect(marked(ada)).toBeNull();
    ada.take(grace);
    expect(marked(ada)).toBe("more");
  });

  test("move with every change, one's own and others'", () => {
    const ada = writer(TEXT);
    const grace = new Writer(ada.state);
    mark(ada, ada.anchor("bold ones"));
    ada.insert(1, "Here. ");
    expect(marked(ada)).toBe("bold ones");
    grace.insert(1, "There. ");
    ada.changes.length = 0;
    ada.take(grace);
    expect(marked(ada)).toBe("bold ones");
    expect(ada.changes).toEqual([false]);
  });

  test("are told to the server by whoever splits a line, because their text is written anew", () => {
    const ada = writer("<p>Some words before. A question here, and after.</p>");
    const anchor = ada.anchor("A question here");
    mark(ada, anchor);
    ada.editor.view.dispatch(ada.editor.state.tr.split(ada.at("A question")));
    const moved: Anchor[] = [];
    const anchoring = new Anchoring((_, there) => moved.push(there));
    anchoring.tend(ada.editor, [thread(anchor, "A question here")], true);
    const now = moved[0] ?? anchor;
    const grace = new Writer(ada.state);
    expect(grace.read(now)).toBe("A question here");
  });

  test("come back with text that was deleted and restored, by its words", () => {
    const ada = writer(TEXT);
    const anchor = ada.anchor("last line.");
    ada.remove("last line.");
    ada.insert(ada.at("ones, and a ") + 12, "last line.");
    mark(ada, anchor);
    expect(marked(ada)).toBeNull();
    const anchoring = new Anchoring(() => {
      throw new Error("Nobody edited here.");
    });
    anchoring.tend(ada.editor, [thread(anchor, "last line.")], false);
    mark(ada, anchoring.anchors.get(7) ?? anchor);
    expect(marked(ada)).toBe("last line.");
  });

  test("are not guessed where words stand twice, or are short", () => {
    const ada = writer("<p>the same</p><p>the same</p><p>one</p>");
    expect(onlyPlaceOf(ada.editor, "the same")).toBeNull();
    expect(onlyPlaceOf(ada.editor, "one")).toBeNull();
  });
});

test("with a mere caret the word around it is meant", () => {
  const ada = writer("<p>Ada’s well-known engine</p>");
  ada.editor.commands.setTextSelection(8);
  expect(textOf(ada.editor, selectedRange(ada.editor))).toBe("well-known");
});
