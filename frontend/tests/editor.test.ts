// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { COMMANDS } from "../src/commands";
import type { Editor } from "../src/editor";
import { mounted } from "./mounted";

/** Somebody with an editor on a replica of their own; nothing travels before `exchange`. */
class Writer {
  readonly doc = new Y.Doc();
  readonly editor: Editor;

  constructor(state?: Uint8Array, editable = true) {
    if (state) Y.applyUpdate(this.doc, state);
    const element = document.createElement("div");
    document.body.append(element);
    this.editor = mounted({
      awareness: new Awareness(this.doc),
      editable,
      element,
      fragment: this.doc.getXmlFragment("default"),
      selection: null,
    });
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  get lines(): string[] {
    return this.editor.state.doc.children.map((line) => line.textContent);
  }

  /** Types at the end of a line, letter by letter. */
  type(line: number, letters: string): void {
    for (const letter of letters) {
      const { doc, tr } = this.editor.state;
      let end = 0;
      for (let index = 0; index <= line; index++) end += doc.child(index).nodeSize;
      this.editor.view.dispatch(tr.insertText(letter, end - 1));
    }
  }
}

function exchange(left: Writer, right: Writer): void {
  const [fromLeft, fromRight] = [left.state, right.state];
  Y.applyUpdate(left.doc, fromRight);
  Y.applyUpdate(right.doc, fromLeft);
}

const sorted = (text: string) => [...text].sort().join("");

test("mounting writes nothing", () => {
  expect(new Writer().state).toEqual(new Uint8Array([0, 0]));
});

test("a reader's editor writes nothing either", () => {
  const writer = new Writer();
  writer.editor.commands.setContent("<p>a</p><table><tr><td>b</td></tr></table><h2>c</h2>");
  const reader = new Writer(writer.state, false);
  expect(Y.encodeStateVector(reader.doc)).toEqual(Y.encodeStateVector(writer.doc));
});

describe("two people who begin the same empty line at one moment", () => {
  test("keep every letter once", () => {
    const ada = new Writer();
    ada.type(0, "first");
    ada.editor.commands.insertContentAt(ada.editor.state.doc.content.size, { type: "paragraph" });
    const grace = new Writer(ada.state);
    for (const turn of ["1", "2", "3"]) {
      ada.type(1, `a${turn}`);
      grace.type(1, `g${turn}`);
      exchange(ada, grace);
    }
    exchange(ada, grace);
    expect(ada.lines).toEqual(grace.lines);
    expect(sorted(ada.lines[1] ?? "")).toBe(sorted("a1a2a3g1g2g3"));
  });

  test("keep every letter once in a new document, each on a line of their own", () => {
    const [ada, grace] = [new Writer(), new Writer()];
    ada.type(0, "ada");
    grace.type(0, "grace");
    exchange(ada, grace);
    ada.type(0, "!");
    grace.type(1, "?");
    exchange(ada, grace);
    exchange(ada, grace);
    expect(ada.lines).toEqual(grace.lines);
    expect(sorted(ada.lines.join(""))).toBe(sorted("adagrace!?"));
  });
});

test("undoing a new line takes it away, although it has a text", () => {
  const ada = new Writer();
  ada.type(0, "first");
  ada.editor.commands.setTextSelection(6);
  ada.editor.commands.splitBlock();
  expect(ada.lines).toHaveLength(2);
  ada.editor.commands.undo();
  expect(ada.doc.getXmlFragment("default").length).toBeLessThanOrEqual(1);
});

test("a line that somebody else began does not go with its maker's undo", () => {
  const ada = new Writer();
  ada.type(0, "first");
  ada.editor.view.dispatch(ada.editor.state.tr.split(6));
  const grace = new Writer(ada.state);
  grace.type(1, "grace");
  exchange(ada, grace);
  ada.editor.commands.undo();
  exchange(ada, grace);
  expect(grace.lines.join("")).toContain("grace");
});

test("a list can become one of tasks and back", () => {
  const { editor } = new Writer();
  editor.commands.setContent("<ul><li><p>one</p></li><li><p>two</p></li></ul>");
  editor.commands.setTextSelection(3);
  expect(COMMANDS.taskList.isEnabled(editor)).toBe(true);
  COMMANDS.taskList.run(editor);
  expect(editor.isActive("taskList")).toBe(true);
  COMMANDS.orderedList.run(editor);
  expect(editor.isActive("orderedList")).toBe(true);
});
