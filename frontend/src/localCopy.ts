/**
 * The copy of a document in this browser (y-indexeddb), which keeps edits while there is no connection.
 *
 * Invariant: one copy belongs to one user, document, epoch and generation. Content of another epoch or of an identity
 * that the server refused must never be merged back, so each change of those opens a copy of a new name.
 */

import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";

/** Everything that a copy belongs to. */
export interface CopyName {
  readonly userId: string;
  readonly documentId: string;
  readonly epoch: number;
}

/** What the copy knows about being saved, beside the content. */
export interface CopyMark {
  readonly unsaved: number;
  /** When the first of the unsaved edits was made (ms since the epoch); null when all are saved. */
  readonly since: number | null;
  /** State vector of the last confirmed state; null before the first, and where it has not changed. */
  readonly vector: Uint8Array | null;
}

const OPEN_TIMEOUT_MS = 3_000;
const MARK_DELAY_MS = 400;
const PROBE = "collab:probe";

export class LocalCopy {
  /** What was recorded when the copy was opened. */
  found: CopyMark = { since: null, unsaved: 0, vector: null };
  #mark: CopyMark | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  private constructor(
    private readonly persistence: IndexeddbPersistence,
    private readonly failed: () => void,
  ) {
    this.#guardWrites();
    this.#watchConnection();
  }

  /**
   * Opens the copy and loads it into `doc`. Returns null when this browser keeps nothing (private mode, full disk,
   * switched off): y-indexeddb itself would wait for ever.
   *
   * @param anew an empty copy, which takes the place of the present one as soon as it holds `doc`
   */
  static async open(name: CopyName, doc: Y.Doc, failed: () => void, anew = false): Promise<LocalCopy | null> {
    try {
      await withinTime(probe());
      const generation = currentGeneration(name) + (anew ? 1 : 0);
      const persistence = new IndexeddbPersistence(`${baseName(name)}:${generation}`, doc);
      const copy = new LocalCopy(persistence, failed);
      await withinTime(Promise.all([persistence.whenSynced, persistence._db]));
      copy.found = {
        since: (await copy.#number("since")) || null,
        unsaved: await copy.#number("unsaved"),
        vector: await copy.#bytes("vector"),
      };
      if (anew) writeItem(generationKey(name), String(generation));
      return copy;
    } catch (error) {
      if (error instanceof DOMException || error instanceof CopyTimeout || error instanceof ReferenceError) return null;
      throw error;
    }
  }

  /** Did a change of a document come out of some local copy. */
  static isOrigin(origin: unknown): boolean {
    return origin instanceof IndexeddbPersistence;
  }

  /** Remembers `mark` shortly: typing must not cost a transaction per keystroke and acknowledgement. */
  record(mark: CopyMark): void {
    this.#mark = { ...mark, vector: mark.vector ?? this.#mark?.vector ?? null };
    this.#timer ??= setTimeout(() => this.flush(), MARK_DELAY_MS);
  }

  /** Writes what `record` holds back; called when the page goes away. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const mark = this.#mark;
    if (mark === null) return;
    this.#mark = null;
    const written = [this.persistence.set("unsaved", mark.unsaved), this.persistence.set("since", mark.since ?? 0)];
    if (mark.vector !== null) written.push(this.persistence.set("vector", mark.vector.slice().buffer));
    Promise.all(written).catch(() => this.failed());
  }

  /** Stops keeping the document; what is stored stays. */
  async close(): Promise<void> {
    this.flush();
    await this.persistence.destroy();
  }

  /** Stops keeping the document and deletes what is stored. */
  async erase(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#mark = null;
    await this.persistence.clearData();
  }

  /**
   * y-indexeddb writes while Yjs cleans up after a change: an error there would end every later update of the document,
   * the ones to the server included.
   */
  #guardWrites(): void {
    const { doc, _storeUpdate: store } = this.persistence;
    const guarded = (update: Uint8Array, origin: unknown) => {
      try {
        store(update, origin);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        this.#lose();
      }
    };
    doc.off("update", store);
    doc.on("update", guarded);
    this.persistence._storeUpdate = guarded;
  }

  /** Another tab deletes the copy when it loses its right or its replica, and people empty their browser. */
  #watchConnection(): void {
    const lose = () => this.#lose();
    this.persistence._db.then(
      (database) => {
        database.addEventListener("versionchange", lose);
        database.addEventListener("close", lose);
      },
      () => undefined, // whoever opens the copy hears of it
    );
  }

  #lose(): void {
    void this.persistence.destroy();
    this.failed();
  }

  async #number(key: string): Promise<number> {
    return Number((await this.persistence.get(key)) ?? 0);
  }

  async #bytes(key: string): Promise<Uint8Array | null> {
    const value: unknown = await this.persistence.get(key);
    return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
  }
}

class CopyTimeout extends Error {}

function withinTime<T>(promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new CopyTimeout("The browser's storage does not answer.")), OPEN_TIMEOUT_MS);
  });
  return Promise.race([promise, late]);
}

/** Can a database be opened at all: asked of one that nobody needs. */
function probe(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(PROBE);
    request.onerror = () => reject(request.error ?? new CopyTimeout("The browser's storage refused."));
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

function baseName({ userId, documentId, epoch }: CopyName): string {
  return `collab:${userId}:${documentId}:${epoch}`;
}

function generationKey(name: CopyName): string {
  return `${baseName(name)}:generation`;
}

function currentGeneration(name: CopyName): number {
  return Number(readItem(generationKey(name)) ?? 0);
}

/** Storage is a convenience: a browser that forbids it must still edit. */
function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function writeItem(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
