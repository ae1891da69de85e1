// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Editor } from "../src/editor";
import { openSlash } from "../src/editor/slash";
import { mounted } from "./mounted";

let editor: Editor;
let doc: Y.Doc;

beforeEach(() => {
  doc = new Y.Doc();
  const element = document.createElement("div");
  document.body.replaceChildren(element);
  const fragment = doc.getXmlFragment("default");
  editor = mounted({ awareness: new Awareness(doc), editable: true, element, fragment, selection: null });
});

/** As the browser tells of typed letters: plugins first, then they are inserted. */
function type(letters: string): void {
  for (const letter of letters) {
    const { from, to } = editor.state.selection;
    const insert = () => editor.state.tr.insertText(letter, from, to);
    const isTaken = editor.view.someProp("handleTextInput", (handle) => handle(editor.view, from, to, letter, insert));
    if (!isTaken) editor.view.dispatch(insert());
  }
}

function press(key: string): boolean {
  const event = new KeyboardEvent("keydown", { key });
  return editor.view.someProp("handleKeyDown", (handle) => handle(editor.view, event)) === true;
}

const names = () => openSlash(editor)?.found.map(({ name }) => name);

test("a slash opens the menu, letters filter it, and Enter puts the block in its place", () => {
  type("/");
  expect(names()).toContain("table");
  type("head");
  expect(names()).toEqual(["heading1", "heading2", "heading3"]);
  press("ArrowDown");
  expect(press("Enter")).toBe(true);
  expect(openSlash(editor)).toBeNull();
  expect(editor.isActive("heading", { level: 2 })).toBe(true);
  expect(editor.getText()).toBe("");
});

test("the arrows go round", () => {
  type("/head");
  press("ArrowUp");
  expect(openSlash(editor)?.index).toBe(2);
  press("ArrowDown");
  expect(openSlash(editor)?.index).toBe(0);
});

test("Escape leaves what was typed, and the menu does not come back by itself", () => {
  type("/he");
  expect(press("Escape")).toBe(true);
  type("a");
  expect(openSlash(editor)).toBeNull();
  expect(editor.getText()).toBe("/hea");
});

test("a slash within a word or in code is only a slash", () => {
  type("and/");
  expect(openSlash(editor)).toBeNull();
  editor.commands.setContent("<pre><code></code></pre>");
  editor.commands.setTextSelection(1);
  type("/");
  expect(openSlash(editor)).toBeNull();
});

test("words that fit nothing are text", () => {
  type("/either or");
  expect(openSlash(editor)).toBeNull();
  press("Enter");
  expect(editor.getText()).toContain("/either or");
});

test("Enter is the text's when nothing fits", () => {
  type("/xyz");
  expect(names()).toEqual([]);
  expect(press("ArrowDown")).toBe(false);
});

test("the menu stays open, and in its place, while somebody else writes before it", () => {
  editor.commands.setContent("<p>first</p><p></p>");
  editor.commands.setTextSelection(8);
  type("/ta");
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const line = other.getXmlFragment("default").get(0) as Y.XmlElement;
  (line.get(0) as Y.XmlText).insert(0, "at the very ");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(editor.getText()).toContain("at the very first");
  expect(openSlash(editor)?.query).toBe("ta");
  const open = openSlash(editor);
  expect(open === null ? "" : editor.state.doc.textBetween(open.from, open.to)).toBe("/ta");
});

test("the element is a combobox that names the chosen option, only while the menu is open", () => {
  const shown = () => editor.view.dom.getAttribute("role");
  expect(shown()).toBe("textbox");
  type("/");
  expect(shown()).toBe("combobox");
  press("ArrowDown");
  expect(editor.view.dom.getAttribute("aria-activedescendant")).toBe("slash-option-1");
  press("Escape");
  expect(shown()).toBe("textbox");
  expect(editor.view.dom.hasAttribute("aria-activedescendant")).toBe(false);
});
