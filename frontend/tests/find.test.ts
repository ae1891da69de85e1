// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Editor } from "../src/editor";
import { found, goOn, look, replaceAll, replaceOne, selectMatch } from "../src/editor/find";
import { headingsOf } from "../src/editor/outline";
import type { Search } from "../src/searchPattern";
import { mounted } from "./mounted";

let editor: Editor;
let doc: Y.Doc;

beforeEach(() => {
  doc = new Y.Doc();
  const element = document.createElement("div");
  document.body.replaceChildren(element);
  const fragment = doc.getXmlFragment("default");
  editor = mounted({ awareness: new Awareness(doc), editable: true, element, fragment, selection: null });
  editor.commands.setContent("<h1>Cards</h1><p>The card and <strong>the cards</strong>.</p><p>Discard</p>");
  editor.commands.setTextSelection(1);
});

const CARD: Search = { isPattern: false, matchCase: false, text: "card", wholeWords: false };
const texts = () => found(editor)?.matches.map(({ from, to }) => editor.state.doc.textBetween(from, to));

test("matches are found in every line, and one goes round them", () => {
  look(editor, CARD);
  expect(texts()).toEqual(["Card", "card", "card", "card"]);
  expect(found(editor)?.index).toBe(0);
  goOn(editor, -1);
  expect(found(editor)?.index).toBe(3);
  goOn(editor, 1);
  expect(found(editor)?.index).toBe(0);
});

test("the search begins at the caret", () => {
  editor.commands.setTextSelection(15);
  look(editor, CARD);
  expect(found(editor)?.index).toBe(2);
});

test("replacing one goes on with the next and keeps the formats", () => {
  look(editor, { ...CARD, matchCase: true });
  goOn(editor, 1);
  replaceOne(editor, "plate");
  expect(editor.getHTML()).toContain("The card and <strong>the plates</strong>.");
  expect(texts()?.length).toBe(2);
  expect(found(editor)?.index).toBe(1);
});

test("a replacement that contains what is looked for is not replaced again", () => {
  look(editor, { ...CARD, matchCase: true });
  replaceOne(editor, "card card");
  expect(editor.getText()).toContain("The card card and");
  replaceOne(editor, "card card");
  expect(editor.getText()).toContain("The card card and");
});

test("replacing all is one step to undo", () => {
  editor.commands.insertContentAt(editor.state.doc.content.size, "<p>typed just before</p>");
  const before = editor.getHTML();
  look(editor, CARD);
  expect(replaceAll(editor, "sheet")).toBe(4);
  expect(editor.getText()).not.toMatch(/card/i);
  editor.commands.undo();
  expect(editor.getHTML()).toBe(before);
});

test("replacing all with nothing takes the matches away", () => {
  look(editor, { ...CARD, text: "the " });
  expect(replaceAll(editor, "")).toBe(2);
  expect(editor.getText()).toContain("card and cards.");
});

test("matches follow what somebody else writes", () => {
  look(editor, { ...CARD, text: "discard" });
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const title = other.getXmlFragment("default").get(0) as Y.XmlElement;
  (title.get(0) as Y.XmlText).insert(0, "Discard these ");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(texts()).toEqual(["Discard", "Discard"]);
});

test("who stops looking stands at the match", () => {
  look(editor, CARD);
  goOn(editor, 1);
  selectMatch(editor);
  look(editor, null);
  const { from, to } = editor.state.selection;
  expect(editor.state.doc.textBetween(from, to)).toBe("card");
  expect(found(editor)).toBeNull();
});

test("the outline has every heading that says something", () => {
  editor.commands.setContent("<h1>One</h1><h2></h2><blockquote><h3>Two</h3></blockquote>");
  expect(headingsOf(editor).map(({ level, text }) => [level, text])).toEqual([
    [1, "One"],
    [3, "Two"],
  ]);
});
