/**
 * The connection of one replica: y-websocket's provider, plus our private messages and close codes.
 *
 * Invariant: `answered` is told only after our own sync step 2 went out on the connection that is open now, so whoever
 * asks "saved?" after it asks about everything this replica has.
 */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { messageSync, WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { ApiProblem } from "./api";
import {
  asksForTicket,
  codeOfStatus,
  DUPLICATE_CLIENT,
  isFinal,
  isQuarantine,
  NO_CODE,
  retryDelayMs,
} from "./closeCodes";

/** "saved?": varUint 100, varUint n. The server echoes it once everything sent before it is committed. */
export const MESSAGE_SAVED = 100;
/** A refused frame: varUint 101, varString reason. No echo comes on this connection any more. */
export const MESSAGE_REFUSED = 101;
/** Something people should know: varUint 103, varString JSON. */
export const MESSAGE_NOTICE = 103;

const SYNC_STEP_1 = 0;

/** The payload of a 103: what happened, and details that depend on it. */
export interface Notice {
  readonly kind: string;
  readonly [detail: string]: unknown;
}

/** Who hears of what happens on the connection. */
export interface ProviderListener {
  connecting(): void;
  connected(): void;
  synced(): void;
  /**
   * Can what the server has be ours, as far as it has our client ids? It answers with everything beyond the clocks in
   * `serverVector`, so a replica that another one has overtaken under the same id would be trimmed, not refused.
   */
  recognizes(serverVector: Uint8Array): boolean;
  answered(serverVector: Uint8Array): void;
  saved(number: number): void;
  refused(reason: string): void;
  noticed(notice: Notice): void;
  /** Closed for good with a code from 4400 to 4499. */
  ended(code: number, reason: string): void;
}

export interface ProviderOptions {
  /** Where the documents are, without the document's id: `wss://host/ws/documents`. */
  readonly address: string;
  readonly documentId: string;
  readonly params: Readonly<Record<string, string>>;
  /** A fresh ticket, when the page needs one. */
  readonly fetchTicket?: () => Promise<string>;
  readonly random?: () => number;
  readonly WebSocketPolyfill?: typeof WebSocket;
}

export class Provider extends WebsocketProvider {
  readonly #listener: ProviderListener;
  readonly #fetchTicket: (() => Promise<string>) | undefined;
  readonly #random: () => number;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(doc: Y.Doc, options: ProviderOptions, listener: ProviderListener) {
    super(options.address, options.documentId, doc, {
      connect: false,
      // A second tab must not show what is not committed yet.
      disableBc: true,
      params: { ...options.params },
      // Whether and when to try again is decided below, with jitter.
      shouldReconnect: () => false,
      ...(options.WebSocketPolyfill ? { WebSocketPolyfill: options.WebSocketPolyfill } : {}),
    });
    this.#listener = listener;
    this.#fetchTicket = options.fetchTicket;
    this.#random = options.random ?? Math.random;
    this.#hearMessages();
    this.#hearConnection();
  }

  /** Connects, with a fresh ticket where one is needed. Safe to call at any time. */
  async open(): Promise<void> {
    this.#cancelRetry();
    if (this.#fetchTicket === undefined || (await this.#renewTicket(this.#fetchTicket))) this.connect();
  }

  /** Answers whether there is a ticket to connect with. */
  async #renewTicket(fetchTicket: () => Promise<string>): Promise<boolean> {
    try {
      this.params = { ...this.params, ticket: await fetchTicket() };
      return true;
    } catch (error) {
      const code = codeOfStatus(error instanceof ApiProblem ? error.status : 0);
      if (isFinal(code)) this.#listener.ended(code, "no ticket");
      else this.#retryLater(code);
      return false;
    }
  }

  /** Drops the connection, which the browser says is dead, and tries again. */
  reopen(): void {
    this.disconnect();
    this.#retryLater(NO_CODE);
  }

  /** Asks the server to echo `number` once everything sent before is committed. */
  askSaved(number: number): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE_SAVED);
    encoding.writeVarUint(encoder, number);
    this.ws?.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>);
  }

  override destroy(): void {
    this.#cancelRetry();
    super.destroy();
  }

  #hearMessages(): void {
    const handlers = this.messageHandlers;
    const sync = handlers[messageSync];
    if (sync === undefined) throw new TypeError("y-websocket has no handler for sync messages.");
    handlers[messageSync] = (encoder, decoder, provider, emitSynced, type) => {
      const serverVector = askedVector(decoding.clone(decoder));
      if (serverVector !== null && !this.#listener.recognizes(serverVector)) return this.#endAsDuplicate();
      sync(encoder, decoder, provider, emitSynced, type);
      if (serverVector !== null) this.#tellAnswered(serverVector);
    };
    handlers[MESSAGE_SAVED] = (_encoder, decoder) => this.#listener.saved(decoding.readVarUint(decoder));
    handlers[MESSAGE_REFUSED] = (_encoder, decoder) => this.#listener.refused(decoding.readVarString(decoder));
    handlers[MESSAGE_NOTICE] = (_encoder, decoder) => this.#note(decoding.readVarString(decoder));
  }

  /** y-websocket sends the answer to a step 1 when the handler has returned: a microtask later it has gone out. */
  #tellAnswered(serverVector: Uint8Array): void {
    const socket = this.ws;
    queueMicrotask(() => {
      if (this.ws === socket && this.wsconnected) this.#listener.answered(serverVector);
    });
  }

  #endAsDuplicate(): void {
    this.disconnect();
    this.#listener.ended(DUPLICATE_CLIENT, "another replica uses the client id");
  }

  #note(json: string): void {
    const notice: unknown = JSON.parse(json);
    if (typeof notice === "object" && notice !== null && "kind" in notice) this.#listener.noticed(notice as Notice);
  }

  #hearConnection(): void {
    this.on("status", ({ status }) => {
      if (status === "connected") this.#listener.connected();
      else this.#listener.connecting();
    });
    this.on("sync", (synced: boolean) => {
      if (synced) this.#listener.synced();
    });
    this.on("closed", ({ code, reason }) => {
      if (isQuarantine(code, reason)) this.#listener.noticed({ kind: "quarantined" });
      if (isFinal(code)) this.#listener.ended(code, reason);
      else this.#retryLater(code, reason);
    });
  }

  #retryLater(code: number, reason = ""): void {
    this.#cancelRetry();
    const delay = asksForTicket(code)
      ? 0
      : retryDelayMs(code, Math.max(1, this.wsUnsuccessfulReconnects), this.#random(), reason);
    this.#retry = setTimeout(() => void this.open(), delay);
  }

  #cancelRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }
}

/** The state vector of a sync step 1; null for any other sync message. */
function askedVector(decoder: decoding.Decoder): Uint8Array | null {
  return decoding.readVarUint(decoder) === SYNC_STEP_1 ? decoding.readVarUint8Array(decoder) : null;
}
