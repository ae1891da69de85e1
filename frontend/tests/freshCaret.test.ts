// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { caretPlace, type Editor } from "../src/editor";
import { mounted } from "./mounted";

let doc: Y.Doc;
let editor: Editor;

function editorOn(replica: Y.Doc, selection: ReturnType<typeof caretPlace> | null = null): Editor {
  const element = document.createElement("div");
  document.body.replaceChildren(element);
  const fragment = replica.getXmlFragment("default");
  return mounted({ awareness: new Awareness(replica), editable: true, element, fragment, selection });
}

beforeEach(() => {
  doc = new Y.Doc();
  editor = editorOn(doc);
  editor.commands.setContent("<p>first</p><p>second</p>");
  editor.commands.setTextSelection(1);
  editor.view.focus();
});

/** Puts the browser's caret into a line; the browser tells the editor a moment later. */
function moveCaret(line: number, at: number): void {
  const text = editor.view.dom.children[line]?.firstChild;
  if (!text) throw new Error(`There is no line ${line}.`);
  const telling = vi.spyOn(document, "dispatchEvent").mockReturnValue(true);
  document.getSelection()?.collapse(text, at);
  telling.mockRestore();
}

const lines = () => editor.state.doc.children.map((line) => line.textContent);

function press(key: string, keyCode: number): void {
  editor.view.dom.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key, keyCode }));
}

test("a key that follows the caret at once acts where the caret is", () => {
  moveCaret(1, 6);
  press("Enter", 13);
  expect(lines()).toEqual(["first", "second", ""]);
});

test("what others write does not put back a caret that has just moved", () => {
  press("Shift", 16);
  moveCaret(1, 6);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const first = other.getXmlFragment("default").get(0) as Y.XmlElement;
  (first.get(0) as Y.XmlText).insert(0, "the ");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  editor.commands.insertContent("!");
  expect(lines()).toEqual(["the first", "second!"]);
});

test("where the text at the caret is gone, the caret is where it was, not at the beginning", () => {
  const saved = Y.encodeStateAsUpdate(doc);
  editor.commands.insertContentAt(8, "REFUSED ");
  editor.commands.setTextSelection(12);
  const place = caretPlace(editor);
  const next = new Y.Doc();
  Y.applyUpdate(next, saved);
  editor = editorOn(next, place);
  editor.commands.insertContent("!");
  expect(lines()).toEqual(["first", "seco!nd"]);
});
