/**
 * One copy of the document in this page: the Yjs document, its connection and what the server is known to have of it.
 *
 * Invariant: every change of `doc` is either the provider's, the local copy's, or an edit made here.
 */

import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type CopyName, LocalCopy } from "./localCopy";
import { Provider, type ProviderListener, type ProviderOptions } from "./provider";
import type { Range } from "./rebase";
import { textBeyond } from "./unsentText";

/** Where the editor's content is, in every document. */
const FRAGMENT = "default";

export interface ReplicaListener extends Omit<ProviderListener, "recognizes"> {
  /** A change was made here: it is not saved yet. */
  edited(): void;
  /** Edits are no longer kept on this device. */
  copyFailed(): void;
}

export class Replica {
  readonly doc = new Y.Doc();
  readonly provider: Provider;
  copy: LocalCopy | null = null;
  /** Clocks of other clients that came from the server, and our own as far as it confirmed them. */
  readonly known = new Map<number, number>();
  /** Client ids under which this page wrote, and up to which clock the server may have it. */
  readonly #sent = new Map<number, number>();
  /** What came from the server under those ids: somebody else's. */
  readonly received = new Map<number, Range[]>();
  #closed = false;

  constructor(
    options: ProviderOptions,
    private readonly listener: ReplicaListener,
  ) {
    this.provider = new Provider(this.doc, options, this.#noting(listener));
    this.doc.on("update", (update: Uint8Array, origin: unknown, _doc: Y.Doc, change: Y.Transaction) => {
      this.#followClientId();
      if (origin === this.provider) this.#arrived(update, change);
      else if (!LocalCopy.isOrigin(origin)) this.#edited();
    });
  }

  get awareness(): Awareness {
    return this.provider.awareness;
  }

  get fragment(): Y.XmlFragment {
    return this.doc.getXmlFragment(FRAGMENT);
  }

  /** Anything at all: an empty editor must not be mounted over content that is still on its way. */
  get isEmpty(): boolean {
    return this.doc.store.clients.size === 0;
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  get vector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** Text of this replica that the server is not known to have. */
  get unsentText(): string {
    return textBeyond(this.state, Y.encodeStateVector(this.known));
  }

  /** Loads what this browser kept, or starts a copy `anew`. Null when the browser keeps nothing. */
  async load(name: CopyName, anew = false): Promise<LocalCopy | null> {
    this.copy = await LocalCopy.open(name, this.doc, () => this.listener.copyFailed(), anew);
    if (this.copy?.found.vector) this.#learn(this.copy.found.vector);
    return this.copy;
  }

  /** The server confirmed everything that `vector` covers, our own edits included. */
  confirm(vector: Uint8Array): void {
    this.#learn(vector);
  }

  /** How many operations the server is known to have that were not made here. */
  get knownOfOthers(): number {
    const ours = this.#ours;
    return [...this.known].reduce((sum, [client, clock]) => (ours.has(client) ? sum : sum + clock), 0);
  }

  /** Applies edits that were made here, in another replica: they are sent and kept like typed ones. */
  adopt(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, "adopted");
  }

  /** Ends the connection and frees the document; the local copy keeps what it has. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.provider.destroy();
    await this.copy?.close();
    this.awareness.destroy();
    this.doc.destroy();
  }

  #noting(listener: ReplicaListener): ProviderListener {
    return {
      answered: (serverVector) => {
        this.#remember(Y.decodeStateVector(serverVector), this.#ours);
        for (const client of this.#sent.keys()) this.#sent.set(client, Y.getState(this.doc.store, client));
        listener.answered(serverVector);
      },
      connected: () => listener.connected(),
      connecting: () => listener.connecting(),
      ended: (code, reason) => listener.ended(code, reason),
      noticed: (notice) => listener.noticed(notice),
      recognizes: (serverVector) => this.#recognizes(Y.decodeStateVector(serverVector)),
      refused: (reason) => listener.refused(reason),
      saved: (number) => listener.saved(number),
      synced: () => listener.synced(),
    };
  }

  #arrived(update: Uint8Array, { beforeState, afterState }: Y.Transaction): void {
    this.#remember(Y.parseUpdateMeta(update).to, this.#ours);
    for (const client of this.#sent.keys()) {
      const [from, to] = [beforeState.get(client) ?? 0, afterState.get(client) ?? 0];
      if (from < to) this.received.set(client, [...(this.received.get(client) ?? []), { from, to }]);
    }
  }

  #edited(): void {
    const client = this.doc.clientID;
    const sent = this.provider.wsconnected ? Y.getState(this.doc.store, client) : this.#sent.get(client);
    this.#sent.set(client, sent ?? 0);
    this.listener.edited();
  }

  /**
   * Yjs takes another client id when it sees its own in use. Awareness does not follow by itself, and y-websocket
   * would fail when it announces an id that awareness does not know.
   */
  #followClientId(): void {
    const { awareness, doc } = this;
    if (awareness.clientID === doc.clientID) return;
    const state = awareness.getLocalState();
    awareness.states.delete(awareness.clientID);
    awareness.meta.delete(awareness.clientID);
    awareness.clientID = doc.clientID;
    awareness.setLocalState(state ?? {});
  }

  /** Whatever the server has of our ids beyond what we sent, somebody else wrote. */
  #recognizes(server: ReadonlyMap<number, number>): boolean {
    return [...this.#sent].every(([client, sent]) => (server.get(client) ?? 0) <= sent);
  }

  #learn(vector: Uint8Array): void {
    this.#remember(Y.decodeStateVector(vector), new Set());
  }

  /** Every client id of this page, also those that Yjs has given up since. */
  get #ours(): ReadonlySet<number> {
    return new Set([this.doc.clientID, ...this.#sent.keys()]);
  }

  /** Our own ids are left out of what merely arrives: somebody else may have written under them. */
  #remember(clocks: ReadonlyMap<number, number>, except: ReadonlySet<number>): void {
    for (const [client, clock] of clocks) {
      if (!except.has(client) && clock > (this.known.get(client) ?? 0)) this.known.set(client, clock);
    }
  }
}
