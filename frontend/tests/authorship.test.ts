// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { markAuthors } from "../src/editor/authorMarks";
import { writtenRanges } from "../src/editor/authorship";
import { mounted } from "./mounted";

function written(): Y.Doc {
  const ada = new Y.Doc();
  ada.clientID = 1;
  const paragraph = new Y.XmlElement("paragraph");
  const text = new Y.XmlText("The engine");
  paragraph.insert(0, [text]);
  ada.getXmlFragment("default").insert(0, [paragraph]);
  const grace = new Y.Doc();
  grace.clientID = 2;
  Y.applyUpdate(grace, Y.encodeStateAsUpdate(ada));
  const line = grace.getXmlFragment("default").get(0) as Y.XmlElement;
  (line.get(0) as Y.XmlText).insert(4, "great ");
  (line.get(0) as Y.XmlText).delete(0, 1);
  return grace;
}

function editorOn(doc: Y.Doc) {
  const fragment = doc.getXmlFragment("default");
  const element = document.createElement("div");
  return mounted({ awareness: new Awareness(doc), editable: true, element, fragment, selection: null });
}

test("each piece of the text is told with the client that wrote it", () => {
  const editor = editorOn(written());
  const told = writtenRanges(editor).map(({ from, to, client }) => [editor.state.doc.textBetween(from, to), client]);
  expect(told).toEqual([
    ["he ", 1],
    ["great ", 2],
    ["engine", 1],
  ]);
});

test("colours are painted and taken away, and follow the text", () => {
  const editor = editorOn(written());
  const painted = () => [...editor.view.dom.querySelectorAll(".by-author")].map(({ textContent }) => textContent);
  markAuthors(editor, [{ color: "#b3261e", from: 4, name: "Grace Hopper", to: 9 }]);
  expect(painted()).toEqual(["great"]);
  expect(editor.view.dom.querySelector(".by-author")?.getAttribute("title")).toBe("Grace Hopper");
  editor.view.dispatch(editor.state.tr.insertText("oh ", 1));
  expect(painted()).toEqual(["great"]);
  markAuthors(editor, []);
  expect(painted()).toEqual([]);
});
