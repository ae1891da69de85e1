/** What Yjs says about documents: reading, editing, and rebuilding them from stored updates. */

import { createHash } from "node:crypto";
import * as Y from "yjs";

const types = { array: Y.Array, map: Y.Map, text: Y.Text, xml: Y.XmlFragment };

/** Equal for two replicas exactly when they hold the same content, clocks and deletions. */
export function fingerprint(doc) {
  const hash = createHash("sha256");
  hash.update(Y.encodeSnapshotV2(Y.snapshot(doc)));
  hash.update(JSON.stringify(Object.fromEntries([...doc.share.keys()].sort().map((root) => [root, shape(doc, root)]))));
  return hash.digest("hex");
}

/** A root's content whatever its type: `doc.share` holds untyped roots until somebody asks for them. */
function shape(doc, root) {
  const found = doc.share.get(root);
  const parts = [];
  for (let item = found._start; item !== null; item = item.right) {
    if (!item.deleted) parts.push(contentOf(item));
  }
  const attributes = Object.fromEntries(
    [...found._map].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, item]) => !item.deleted).map(([key, item]) => [key, contentOf(item)]),
  );
  return [joined(parts), attributes];
}

function contentOf(item) {
  const { content } = item;
  switch (content.constructor.name) {
    case "ContentString":
      return content.str;
    case "ContentFormat":
      return { format: content.key, value: content.value };
    case "ContentType":
      return { type: content.type.constructor.name, name: content.type.nodeName ?? content.type.hookName ?? null, ...inner(content.type) };
    default:
      return { values: content.getContent() };
  }
}

function inner(type) {
  const doc = { share: new Map([["", type]]) };
  const [children, attributes] = shape(doc, "");
  return { attributes, children };
}

/** Neighbouring strings as one: how they are cut into items is no content. */
function joined(parts) {
  const out = [];
  for (const part of parts) {
    if (typeof part === "string" && typeof out.at(-1) === "string") out[out.length - 1] += part;
    else out.push(part);
  }
  return out;
}

/** One root as `text`, `delta`, `json`, `xml` or `shape`. */
export function read(doc, root, as) {
  switch (as) {
    case "text":
      return doc.getText(root).toString();
    case "delta":
      return doc.getText(root).toDelta();
    case "xml":
      return doc.getXmlFragment(root).toString();
    case "map":
      return doc.getMap(root).toJSON();
    case "array":
      return doc.getArray(root).toJSON();
    case "shape":
      doc.get(root);
      return shape(doc, root);
    default:
      throw new Error(`cannot read as ${as}`);
  }
}

const edits = {
  insert: (doc, root, index, text, attributes) => doc.getText(root).insert(index, text, attributes),
  delete: (doc, root, index, length) => doc.getText(root).delete(index, length),
  format: (doc, root, index, length, attributes) => doc.getText(root).format(index, length, attributes),
  embed: (doc, root, index, value) => doc.getText(root).insertEmbed(index, value),
  set: (doc, root, key, value) => doc.getMap(root).set(key, value),
  push: (doc, root, values) => doc.getArray(root).push(values),
  nest: (doc, root, key, kind, text) => doc.getMap(root).set(key, nested(kind, text)),
  hook: (doc, root, name, key, value) => {
    const hook = new Y.XmlHook(name);
    doc.getXmlFragment(root).push([hook]);
    hook.set(key, value);
  },
  paragraph: (doc, root, text) => {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(text)]);
    doc.getXmlFragment(root).push([paragraph]);
  },
};

function nested(kind, text) {
  const type = new types[kind]();
  if (kind === "text") type.insert(0, text);
  return type;
}

/** Makes edits, each in a transaction of its own; `undo` and `redo` concern what was edited before on this client. */
export function edit(client, list) {
  for (const [name, ...args] of list) {
    if (name === "undo" || name === "redo") client.undoManager[name]();
    else if (name === "track") client.undoManager = new Y.UndoManager(client.doc.getText(args[0]), { captureTimeout: 0, trackedOrigins: new Set(["edit"]) });
    else client.doc.transact(() => edits[name](client.doc, ...args), "edit");
  }
}

/** A document made by Yjs from stored updates alone. */
export function rebuild(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, "base64"));
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error("updates are missing");
  return doc;
}

export const commands = {
  fingerprintOf: ({ updates }) => fingerprint(rebuild(updates)),
  rebuilt: ({ updates, root, as }) => read(rebuild(updates), root, as),
};
