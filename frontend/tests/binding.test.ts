// @vitest-environment happy-dom
import { yXmlFragmentToProseMirrorRootNode } from "@tiptap/y-tiptap";
import { expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Editor } from "../src/editor";
import { mounted } from "./mounted";

const TEXT = `
  <h2>Cards</h2><p>one <strong>bold</strong> word</p><p>same</p><p>same</p>
  <ul><li><p>a</p><ul><li><p>deeper</p></li></ul></li><li><p>b</p></li></ul>
  <table><tbody><tr><th><p>Item</p></th><th><p>Cost</p></th></tr><tr><td><p>Paper</p></td><td><p>4</p></td></tr></tbody></table>
  <blockquote><p>said</p></blockquote><pre><code>x = 1</code></pre><hr><p>end</p>`;

class Writer {
  readonly doc = new Y.Doc();
  readonly editor: Editor;
  /** From where to where each transaction replaced something, in the document before. */
  readonly steps: { from: number; to: number }[] = [];

  constructor(state?: Uint8Array) {
    if (state) Y.applyUpdate(this.doc, state);
    this.editor = mounted({
      awareness: new Awareness(this.doc),
      editable: true,
      element: document.createElement("div"),
      fragment: this.fragment,
      selection: null,
    });
    this.editor.on("transaction", ({ transaction }) => {
      for (const map of transaction.mapping.maps) {
        map.forEach((from, to) => {
          this.steps.push({ from, to });
        });
      }
    });
  }

  get fragment(): Y.XmlFragment {
    return this.doc.getXmlFragment("default");
  }

  get size(): number {
    return this.editor.state.doc.content.size;
  }

  /** What the document is when it is read from the beginning; without content an empty line is shown. */
  get rebuilt(): unknown {
    if (this.fragment.length === 0) return this.editor.schema.topNodeType.createAndFill()?.toJSON();
    return yXmlFragmentToProseMirrorRootNode(this.fragment, this.editor.schema).toJSON();
  }

  /** Where a line with exactly this text begins. */
  lineAt(text: string): number {
    let found = -1;
    this.editor.state.doc.descendants((node, at) => {
      if (node.isTextblock && node.textContent === text) found = at + 1;
    });
    return found;
  }
}

function pair(): [Writer, Writer] {
  const ada = new Writer();
  ada.editor.commands.setContent(TEXT);
  const grace = new Writer(Y.encodeStateAsUpdate(ada.doc));
  ada.steps.length = 0;
  return [ada, grace];
}

function send(from: Writer, to: Writer): void {
  Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), "network");
}

test("a letter of somebody else replaces nothing and spares all other blocks", () => {
  const [ada, grace] = pair();
  const before = ada.editor.state.doc.children;
  grace.editor.view.dispatch(grace.editor.state.tr.insertText("!", grace.lineAt("one bold word")));
  send(grace, ada);
  const at = ada.lineAt("!one bold word");
  expect(ada.steps).toEqual([{ from: at, to: at }]);
  const kept = ada.editor.state.doc.children.filter((block, index) => block === before[index]);
  expect(kept).toHaveLength(before.length - 1);
});

test("a letter in a cell of a table replaces nothing either", () => {
  const [ada, grace] = pair();
  grace.editor.view.dispatch(grace.editor.state.tr.insertText("?", grace.lineAt("Paper") + 5));
  send(grace, ada);
  const at = ada.lineAt("Paper?") + 5;
  expect(ada.steps).toEqual([{ from: at, to: at }]);
});

test("a block that somebody deletes is all that goes", () => {
  const [ada, grace] = pair();
  const from = grace.lineAt("said") - 2;
  grace.editor.view.dispatch(grace.editor.state.tr.delete(from, from + 8));
  send(grace, ada);
  expect(ada.steps).toEqual([{ from, to: from + 8 }]);
});

test("a caret stays in its line although another one has the same words", () => {
  const [ada, grace] = pair();
  const last = ada.lineAt("same");
  const first = last - "same".length - 2;
  ada.editor.commands.setTextSelection(first + 2);
  grace.editor.view.dispatch(grace.editor.state.tr.insertText("!", first + 4));
  send(grace, ada);
  expect(ada.editor.state.selection.head).toBe(first + 2);
});

test("a caret in an empty line stays there when somebody begins an empty line above", () => {
  const [ada, grace] = pair();
  ada.editor.commands.insertContentAt(ada.size, { type: "paragraph" });
  send(ada, grace);
  ada.editor.commands.setTextSelection(ada.size - 1);
  grace.editor.commands.insertContentAt(0, { type: "paragraph" });
  send(grace, ada);
  expect(ada.editor.state.selection.head).toBe(ada.size - 1);
});

test("a caret in a block that somebody moves goes along", () => {
  const [ada, grace] = pair();
  ada.editor.commands.setTextSelection(ada.lineAt("said") + 2);
  const { tr } = grace.editor.state;
  const at = grace.lineAt("said") - 2;
  const block = tr.doc.nodeAt(at);
  if (block === null) throw new Error("There is no block.");
  grace.editor.view.dispatch(tr.delete(at, at + block.nodeSize).insert(0, block));
  send(grace, ada);
  expect(ada.editor.state.selection.head).toBe(ada.lineAt("said") + 2);
});

test("an emoji that becomes another one is shown whole", () => {
  const [ada, grace] = pair();
  const at = grace.lineAt("end");
  grace.editor.view.dispatch(grace.editor.state.tr.insertText("😀", at));
  send(grace, ada);
  grace.editor.view.dispatch(grace.editor.state.tr.insertText("😁", at, at + 2));
  send(grace, ada);
  expect(ada.editor.state.doc.toJSON()).toEqual(ada.rebuilt);
  expect(ada.lineAt("😁end")).toBe(at);
});

/** Edits that people make, at random places. */
function edit(writer: Writer, chance: () => number): void {
  const { editor, size } = writer;
  const at = Math.floor(chance() * size);
  const edits = [
    () => editor.view.dispatch(editor.state.tr.insertText("aab"[at % 3] ?? "", nearText(editor, at))),
    () => editor.view.dispatch(editor.state.tr.insertText("aaé", nearText(editor, at))),
    () => editor.commands.deleteRange({ from: nearText(editor, at), to: nearText(editor, Math.min(size, at + 3)) }),
    () => editor.chain().setTextSelection(nearText(editor, at)).splitBlock().run(),
    () =>
      editor
        .chain()
        .setTextSelection({ from: nearText(editor, at), to: size })
        .toggleBold()
        .run(),
    () => editor.chain().setTextSelection(nearText(editor, at)).toggleBulletList().run(),
    () => editor.chain().setTextSelection(nearText(editor, at)).setNode("heading", { level: 2 }).run(),
    () => editor.commands.undo(),
    () => editor.chain().setTextSelection(nearText(editor, at)).joinBackward().run(),
  ];
  edits[Math.floor(chance() * edits.length)]?.();
}

function nearText({ state }: Editor, at: number): number {
  let found = 1;
  state.doc.descendants((node, place) => {
    if (node.isTextblock && place < at) found = Math.min(place + 1 + node.content.size, Math.max(at, place + 1));
  });
  return found;
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each([1, 2, 3])("whatever both do, each shows what the document is (%i)", { timeout: 60_000 }, (seed) => {
  const chance = seeded(seed);
  const [ada, grace] = pair();
  for (let turn = 0; turn < 40; turn++) {
    edit(chance() < 0.5 ? ada : grace, chance);
    if (chance() < 0.3) edit(chance() < 0.5 ? ada : grace, chance);
    if (chance() < 0.6) {
      send(ada, grace);
      send(grace, ada);
      send(ada, grace);
    }
    for (const writer of [ada, grace]) expect(writer.editor.state.doc.toJSON()).toEqual(writer.rebuilt);
  }
});
