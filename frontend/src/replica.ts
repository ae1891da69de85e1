/**
 * One copy of the document in this page: the Yjs document, its connection and what the server is known to have of it.
 *
 * Invariant: every change of `doc` is either the provider's, the local copy's, or an edit made here.
 */

import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type CopyName, LocalCopy } from "./localCopy";
import { Provider, type ProviderListener, type ProviderOptions } from "./provider";
import { textBeyond } from "./unsentText";

/** Where the editor's content is, in every document. */
const FRAGMENT = "default";

export interface ReplicaListener extends ProviderListener {
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
  #closed = false;

  constructor(
    options: ProviderOptions,
    private readonly listener: ReplicaListener,
  ) {
    this.provider = new Provider(this.doc, options, this.#noting(listener));
    this.doc.on("update", (update: Uint8Array, origin: unknown) => this.#changed(update, origin));
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
  confirm(vector: Uint8Array, edits: number): void {
    this.#learn(vector);
    this.copy?.record({ unsaved: edits, vector });
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
        this.#learn(serverVector, this.doc.clientID);
        listener.answered(serverVector);
      },
      connected: () => listener.connected(),
      connecting: () => listener.connecting(),
      ended: (code, reason) => listener.ended(code, reason),
      noticed: (notice) => listener.noticed(notice),
      refused: (reason) => listener.refused(reason),
      saved: (number) => listener.saved(number),
      synced: () => listener.synced(),
    };
  }

  #changed(update: Uint8Array, origin: unknown): void {
    if (origin === this.provider) this.#remember(Y.parseUpdateMeta(update).to, this.doc.clientID);
    else if (!LocalCopy.isOrigin(origin)) this.listener.edited();
  }

  #learn(vector: Uint8Array, except?: number): void {
    this.#remember(Y.decodeStateVector(vector), except);
  }

  /** Our own id is left out of what merely arrives: somebody else may have written under it. */
  #remember(clocks: ReadonlyMap<number, number>, except?: number): void {
    for (const [client, clock] of clocks) {
      if (client !== except && clock > (this.known.get(client) ?? 0)) this.known.set(client, clock);
    }
  }
}
