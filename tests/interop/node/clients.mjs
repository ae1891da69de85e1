/**
 * Stock `y-websocket` clients. What they do beyond the package is what any application may do with it: a bearer token
 * in the handshake, the question "saved?" (type 100), and a look at the frames.
 */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import { writeSyncStep1 } from "y-protocols/sync";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { edit, fingerprint, read } from "./documents.mjs";

const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const AUTH = 2;
const SAVED = 100;
const REFUSED = 101;
const NOTICE = 103;
const BACKOFF_MS = 200;

const open = new Map();

/** The client that a command names. */
export function find(name) {
  const client = open.get(name);
  if (client === undefined) throw new Error(`there is no client ${name}`);
  return client;
}

/** One replica and its connection. */
export class Client {
  constructor(options, doc = new Y.Doc({ gc: options.gc ?? true })) {
    const { address, clientId, connect = true, document, params = {}, token } = options;
    this.options = options;
    this.doc = doc;
    if (clientId !== undefined) doc.clientID = clientId;
    this.frames = [];
    this.refusals = [];
    this.notices = [];
    this.closes = [];
    this.held = [];
    this.holds = new Set();
    this.losing = 0;
    this.undoManager = null;
    this.attempts = 0;
    this.asked = 0;
    this.echoed = 0;
    this.provider = new WebsocketProvider(address, document, this.doc, {
      WebSocketPolyfill: recordingSocket(this, token),
      connect,
      disableBc: true,
      maxBackoffTime: BACKOFF_MS,
      params,
    });
    this.waiting = new Set();
    this.listen();
  }

  listen() {
    const handlers = this.provider.messageHandlers;
    const sync = handlers[SYNC];
    handlers[SYNC] = (encoder, decoder, ...rest) => {
      const [kind] = decoder.arr.subarray(decoder.pos);
      if (this.holds.has(kind)) this.held.push(decoder.arr);
      else sync(encoder, decoder, ...rest);
    };
    this.sync = sync;
    handlers[SAVED] = (_encoder, decoder) => {
      this.echoed = decoding.readVarUint(decoder);
    };
    handlers[REFUSED] = (_encoder, decoder) => this.refusals.push(decoding.readVarString(decoder));
    handlers[NOTICE] = (_encoder, decoder) => this.notices.push(JSON.parse(decoding.readVarString(decoder)));
    handlers[AUTH] = (_encoder, decoder) => {
      decoding.readVarUint(decoder);
      this.refusals.push(decoding.readVarString(decoder));
    };
    this.provider.on("connection-close", (event) => {
      this.closes.push({ code: event?.code ?? 0, reason: event?.reason ?? "" });
      this.answered = false;
    });
  }

  /** Takes in the first sync message that was held back, as on a slow network. */
  release() {
    const decoder = decoding.createDecoder(this.held.shift());
    const encoder = encoding.createEncoder();
    this.sync(encoder, decoder, this.provider, true, decoding.readVarUint(decoder));
    if (encoding.length(encoder) > 1) this.send(encoding.toUint8Array(encoder));
  }

  /** Something came in or went out: whoever waits looks again. */
  stir() {
    for (const look of this.waiting) look();
  }

  /** Waits until `condition` is true; looks after every frame and every change of the connection. */
  until(condition) {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  send(bytes) {
    this.provider.ws.send(bytes);
  }

  ask() {
    this.asked += 1;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SAVED);
    encoding.writeVarUint(encoder, this.asked);
    this.send(encoding.toUint8Array(encoder));
    return this.asked;
  }

  /** Whether everything up to now is saved: waits for the echo, a refusal or the end of the connection. */
  async saved() {
    await this.until(() => this.answered);
    const { ws } = this.provider;
    const refusals = this.refusals.length;
    const number = this.ask();
    await this.until(() => this.echoed >= number || this.refusals.length > refusals || this.provider.ws !== ws);
    return this.echoed >= number;
  }

  close() {
    this.provider.destroy();
    this.doc.destroy();
  }
}

function recordingSocket(client, token) {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { headers, perMessageDeflate: false });
      client.attempts += 1;
      this.on("message", (data) => {
        client.frames.push(`S ${Buffer.from(data).toString("hex")}`);
        queueMicrotask(() => client.stir());
      });
      this.on("close", () => queueMicrotask(() => client.stir()));
    }

    send(data) {
      if (client.losing > 0 && data[0] === SYNC && data[1] === UPDATE) {
        client.losing -= 1;
        return;
      }
      super.send(data);
      client.frames.push(`C ${Buffer.from(data).toString("hex")}`);
      // From here on "saved?" speaks of everything that this replica holds.
      if (data[0] === SYNC && data[1] === STEP_2) client.answered = true;
      queueMicrotask(() => client.stir());
    }
  };
}

const KINDS = { answers: STEP_2, questions: STEP_1, updates: UPDATE };

function encodeStep1(doc) {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  writeSyncStep1(encoder, doc);
  return encoding.toUint8Array(encoder);
}

/** Waits until all replicas are equal: the same content, the same clocks, the same deletions. */
async function converged(names) {
  const all = names.map(find);
  const equal = () => new Set(all.map(({ doc }) => fingerprint(doc))).size === 1;
  await Promise.race(all.map((client) => client.until(equal)));
}

/** Waits until one replica knows every operation and deletion that another one knows. */
async function join(name, client) {
  open.set(name, client);
  if (client.options.connect === false) return;
  await client.until(() => client.provider.synced || client.provider.shouldConnect === false);
}

async function caughtUp({ client, with: other }) {
  const { doc } = find(other);
  await find(client).until(() => Y.equalSnapshots(Y.snapshot(find(client).doc), Y.snapshot(doc)));
}

export const commands = {
  caughtUp,
  open: ({ client, ...options }) => join(client, new Client(options)),
  /** One replica on two connections. */
  secondConnection: ({ client, name }) => join(name, new Client(find(client).options, find(client).doc)),
  close: ({ client }) => {
    find(client).close();
    open.delete(client);
  },
  /** Waits until the connection is gone, with everything that was still on its way. */
  cutOff: ({ client }) => find(client).until(() => find(client).provider.wsconnected === false),
  closeAll: () => {
    for (const client of open.values()) client.close();
    open.clear();
  },
  connect: async ({ client }) => {
    find(client).provider.connect();
    await find(client).until(() => find(client).provider.synced);
  },
  /** What the next connection is opened with: a fresh ticket. */
  renew: ({ client, params }) => {
    find(client).provider.params = params;
  },
  disconnect: ({ client }) => find(client).provider.disconnect(),
  edit: ({ client, edits }) => edit(find(client), edits),
  read: ({ client, root, as }) => read(find(client).doc, root, as),
  fingerprint: ({ client }) => fingerprint(find(client).doc),
  saved: ({ client }) => find(client).saved(),
  ask: ({ client }) => find(client).ask(),
  echoed: ({ client }) => find(client).echoed,
  /** Holds back what the server sends: `questions` (step 1), `answers` (step 2), `updates`. */
  hold: ({ client, what }) => find(client).holds.add(KINDS[what]),
  release: ({ client }) => {
    find(client).holds.clear();
    while (find(client).held.length > 0) find(client).release();
  },
  held: async ({ client, count }) => find(client).until(() => find(client).held.length >= count),
  /** The network loses the next edits on their way to the server. */
  lose: ({ client, edits }) => {
    find(client).losing = edits;
  },
  /** Everything that the server had to say to what was sent before has come: it answers questions in order. */
  fence: async ({ client }) => {
    const { frames } = find(client);
    const from = frames.length;
    find(client).send(encodeStep1(find(client).doc));
    await find(client).until(() => frames.slice(from).some((frame) => frame.startsWith(`S 0001`)));
  },
  send: ({ client, hex }) => find(client).send(Buffer.from(hex, "hex")),
  frames: ({ client }) => find(client).frames,
  refusals: ({ client }) => find(client).refusals,
  notices: ({ client }) => find(client).notices,
  /** How often it has tried to connect. */
  attempts: ({ client }) => find(client).attempts,
  closes: ({ client }) => find(client).closes,
  ended: ({ client, closes }) => find(client).until(() => find(client).closes.length >= closes),
  /** Waits until it does not even try to connect any more. */
  stopped: ({ client }) => find(client).until(() => find(client).provider.shouldConnect === false),
  present: ({ client, state }) => find(client).provider.awareness.setLocalState(state),
  people: async ({ client, count }) => {
    const { awareness } = find(client).provider;
    await find(client).until(() => awareness.getStates().size === count);
    return [...awareness.getStates()].map(([id, state]) => ({ id, ...state }));
  },
  converged: ({ clients }) => converged(clients),
};
