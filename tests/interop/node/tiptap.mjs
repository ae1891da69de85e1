/** A real ProseMirror editor bound to a client's document by Tiptap's own binding, in a page without a browser. */

import { ySyncPlugin } from "@tiptap/y-tiptap";
import { Window } from "happy-dom";
import { Schema } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { tableEditing, tableNodes } from "prosemirror-tables";
import { find } from "./clients.mjs";

const ROOT = "default";

const page = new Window();
for (const name of ["document", "window", "Node", "HTMLElement", "MutationObserver", "getSelection", "navigator"]) {
  if (globalThis[name] === undefined) globalThis[name] = page[name];
}
const { EditorView } = await import("prosemirror-view");

const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "text*", group: "block", toDOM: () => ["p", 0] },
    text: {},
    ...tableNodes({ cellAttributes: {}, cellContent: "block+", tableGroup: "block" }),
  },
});

const editors = new Map();

function mount(client) {
  const { doc } = find(client);
  const plugins = [ySyncPlugin(doc.getXmlFragment(ROOT)), tableEditing()];
  const state = EditorState.create({ plugins, schema });
  editors.set(client, new EditorView(page.document.createElement("div"), { state }));
}

function table(rows, columns) {
  const { paragraph, table: whole, table_cell: cell, table_row: row } = schema.nodes;
  const range = (count) => Array.from({ length: count }, (_, index) => index);
  const filled = (r, c) => cell.create(null, paragraph.create(null, schema.text(`cell ${r} ${c}`)));
  return whole.create(
    null,
    range(rows).map((r) => row.create(null, range(columns).map((c) => filled(r, c)))),
  );
}

function insertTable({ client, rows, columns }) {
  const editor = editors.get(client);
  editor.dispatch(editor.state.tr.insert(0, table(rows, columns)));
}

export const commands = {
  mount: ({ client }) => mount(client),
  unmount: ({ client }) => {
    editors.get(client).destroy();
    editors.delete(client);
  },
  insertTable,
  cells: ({ client }) => {
    let cells = 0;
    editors.get(client).state.doc.descendants((node) => {
      cells += node.type === schema.nodes.table_cell ? 1 : 0;
    });
    return cells;
  },
};
