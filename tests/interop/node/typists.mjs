/** People who type one unique word after the other, and remember which of them was acknowledged, and which they saw. */

import { find } from "./clients.mjs";
import { seeded } from "./random.mjs";

const ROOT = "text";
const TOKEN = /⟦[a-z]+-\d{6}⟧/g;

const typing = new Map();

class Typist {
  constructor(client, name, seed, pauseMs) {
    this.client = client;
    this.name = name;
    this.random = seeded(seed);
    this.typed = [];
    this.acknowledged = 0;
    this.seen = new Set();
    this.asks = [];
    this.waitsMs = [];
    this.text = client.doc.getText(ROOT);
    this.text.observe((event) => this.look(event));
    this.watch();
    this.start(pauseMs);
  }

  start(pauseMs) {
    this.timer = setInterval(() => this.type(), pauseMs);
  }

  /** Notes what others wrote. */
  look({ changes, transaction }) {
    if (transaction.local) return;
    for (const { insert } of changes.delta) {
      for (const [token] of (insert ?? "").matchAll(TOKEN)) this.seen.add(token);
    }
  }

  /** Follows the echoes of "saved?", and asks anew on each connection. */
  watch() {
    this.client.until(() => {
      while (this.asks.length > 0 && this.asks[0].number <= this.client.echoed) {
        const { at, typed } = this.asks.shift();
        this.acknowledged = Math.max(this.acknowledged, typed);
        this.waitsMs.push(performance.now() - at);
      }
      return false;
    });
    this.client.provider.on("connection-close", () => {
      this.asks = [];
    });
  }

  type() {
    const token = `⟦${this.name}-${String(this.typed.length).padStart(6, "0")}⟧`;
    this.typed.push(token);
    this.text.insert(this.place(), token);
    if (!this.client.answered) return;
    this.asks.push({ at: performance.now(), number: this.client.ask(), typed: this.typed.length });
  }

  /** Between two tokens, so that each stays whole. */
  place() {
    const tokens = Math.floor(this.text.length / this.width);
    return Math.floor(this.random() * (tokens + 1)) * this.width;
  }

  get width() {
    return `⟦${this.name}-000000⟧`.length;
  }

  stop() {
    clearInterval(this.timer);
  }

  get doc() {
    return this.client.doc;
  }

  get ledger() {
    return { acknowledged: this.typed.slice(0, this.acknowledged), seen: [...this.seen], typed: this.typed };
  }
}

function found(name) {
  return typing.get(name);
}

export const commands = {
  /** Begins to type, or goes on. */
  type: ({ client, name, seed, pauseMs }) => {
    if (typing.get(client)?.client === find(client)) found(client).start(pauseMs);
    else typing.set(client, new Typist(find(client), name, seed, pauseMs));
  },
  /** Waits until somebody was told that `count` more words are saved. */
  acknowledged: async ({ client, count }) => {
    const typist = found(client);
    const goal = typist.acknowledged + count;
    await typist.client.until(() => typist.acknowledged >= goal);
  },
  /** Waits until somebody has typed `count` more words. */
  typed: async ({ client, count }) => {
    const typist = found(client);
    const goal = typist.typed.length + count;
    await new Promise((resolve) => {
      typist.doc.on("afterTransaction", function look() {
        if (typist.typed.length < goal) return;
        typist.doc.off("afterTransaction", look);
        resolve();
      });
    });
  },
  /** Waits until a client shows all of these words. */
  shows: async ({ client, tokens }) => {
    const shown = () => new Set(find(client).doc.getText(ROOT).toString().match(TOKEN));
    await find(client).until(() => {
      const there = shown();
      return tokens.every((token) => there.has(token));
    });
  },
  /** How long each word since the last call has waited until it was called saved. */
  waitsMs: ({ client }) => found(client).waitsMs.splice(0),
  stopTyping: ({ client }) => found(client).stop(),
  ledger: ({ client }) => found(client).ledger,
  tokens: ({ client }) => found(client).text.toString().match(TOKEN) ?? [],
};
