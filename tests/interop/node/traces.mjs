/** Real editing sessions, replayed through the text of real clients. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as Y from "yjs";
import { find } from "./clients.mjs";

const ROOT = "text";
const UPDATE = 2;

function load(path) {
  return JSON.parse(gunzipSync(readFileSync(path)));
}

function type({ doc }, patches) {
  const text = doc.getText(ROOT);
  doc.transact(() => {
    for (const [index, removed, added] of patches) {
      if (removed > 0) text.delete(index, removed);
      if (added !== "") text.insert(index, added);
    }
  });
}

/** Plays the first `count` transactions of one writer. */
async function playAlone({ client, path, count }) {
  const writer = find(client);
  for (const { patches } of load(path).txns.slice(0, count)) type(writer, patches);
  return writer.saved();
}

/**
 * Plays two writers at the same time. Each writes on exactly what it had seen in the recording: what the other wrote
 * since is held back until then, as it was by the network of that day.
 */
async function playTogether({ clients, path }) {
  const writers = clients.map(find);
  const { txns } = load(path);
  const watched = seenByOthers(txns);
  const marks = [];
  for (const writer of writers) writer.holds.add(UPDATE);
  for (const [index, { agent, parents, patches }] of txns.entries()) {
    const writer = writers[agent];
    for (const parent of parents) await reach(writer, marks[parent]);
    marks[index] = typeAndMark(writer, patches);
    // A commit that ends with what the other one saw: no frame holds more than that.
    if (watched.has(index)) await writer.saved();
  }
  return finish(writers);
}

/** Transactions that the other writer built on. */
function seenByOthers(txns) {
  const seen = new Set();
  for (const { agent, parents } of txns) {
    for (const parent of parents) if (txns[parent].agent !== agent) seen.add(parent);
  }
  return seen;
}

/** Types, and answers how to tell that a replica has it: a clock, and one id that has to be deleted there. */
function typeAndMark(writer, patches) {
  const mark = { client: writer.doc.clientID, deleted: null };
  writer.doc.once("update", (update) => {
    const [[client, ranges] = []] = Y.decodeUpdate(update).ds.clients;
    if (ranges !== undefined) mark.deleted = Y.createID(client, ranges[0].clock);
  });
  type(writer, patches);
  mark.clock = Y.getState(writer.doc.store, mark.client);
  return mark;
}

function has({ doc: { store } }, { client, clock, deleted }) {
  return Y.getState(store, client) >= clock && (deleted === null || Y.getItem(store, deleted).deleted);
}

async function reach(writer, mark) {
  while (!has(writer, mark)) {
    await writer.until(() => writer.held.length > 0);
    writer.release();
  }
}

async function finish(writers) {
  for (const writer of writers) {
    while (writer.held.length > 0) writer.release();
    writer.holds.clear();
  }
  const saved = await Promise.all(writers.map((writer) => writer.saved()));
  return saved.every(Boolean);
}

export const commands = {
  endContent: ({ path }) => load(path).endContent,
  /** What the first `count` transactions of one writer make, by Yjs and no server. */
  expected: ({ path, count }) => {
    const doc = new Y.Doc();
    for (const { patches } of load(path).txns.slice(0, count)) type({ doc }, patches);
    return doc.getText(ROOT).toString();
  },
  playAlone,
  playTogether,
};
