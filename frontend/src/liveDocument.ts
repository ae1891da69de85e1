/**
 * The document as the page sees it: what is shown, whether it is saved, who is here, and what went wrong.
 *
 * Invariant: exactly one replica is current. Another one takes its place only after a conflict or a refusal, and then
 * the editor is mounted anew.
 */

import { ObservableV2 } from "lib0/observable";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { Absence, type Merged } from "./absence";
import { ACCESS_LOST, DUPLICATE_CLIENT, type Ending, endingOf } from "./closeCodes";
import { gettext } from "./i18n";
import type { CopyName } from "./localCopy";
import { announcement, type Person, peopleIn } from "./presence";
import type { Notice, ProviderOptions } from "./provider";
import { type Rebased, rebase } from "./rebase";
import { Replica, type ReplicaListener } from "./replica";
import {
  advance,
  EMPTY_LEDGER,
  type Ledger,
  nextQuestion,
  type SaveEvent,
  type SaveStatus,
  saveStatus,
  wouldLose,
} from "./status";

/** Edits that the server will not take, with their text for copying. */
export interface Refusal {
  readonly reason: string;
  readonly text: string;
}

export type LiveEvents = {
  /**
   * Local or server state is in: the editor may be mounted. Fired again when another replica took over; `rename` tells
   * what operations of the one before are called in this one.
   */
  ready: (rename: Rebased["rename"]) => void;
  status: (status: SaveStatus, ledger: Ledger) => void;
  /** After a long time apart, edits made here and edits of others came together. */
  merged: (merged: Merged) => void;
  people: (people: readonly Person[]) => void;
  announced: (sentence: string) => void;
  notice: (notice: Notice) => void;
  refused: (refusal: Refusal) => void;
  ended: (ending: Ending, unsentText: string) => void;
  /** Whether typing is possible now, apart from the person's rights. */
  writable: (writable: boolean) => void;
};

export interface LiveOptions {
  readonly connection: ProviderOptions;
  readonly copy: CopyName;
  readonly user: { readonly id: string; readonly name: string; readonly color: string; readonly isGuest: boolean };
  readonly now: () => number;
  readonly isOnline: () => boolean;
  readonly freshClient: () => number;
}

/** People who reload or lose their network for a moment neither leave nor join. */
const ANNOUNCE_AFTER_MS = 2_500;
/** Conflicts over client ids are rarer than lightning; more than this in one page is something else. */
const MOST_RECOVERIES = 3;

export class LiveDocument extends ObservableV2<LiveEvents> {
  #ledger: Ledger = EMPTY_LEDGER;
  #replica: Replica;
  /** The replica whose unsent edits are on their way into the current one. */
  #leaving: Replica | null = null;
  #isReady = false;
  readonly #absence = new Absence();
  #name: string;
  #recoveries = 0;
  #questionVector: Uint8Array | null = null;
  #people: readonly Person[] = [];
  #announced: readonly Person[] = [];
  #announceTimer: ReturnType<typeof setTimeout> | null = null;
  #isIdle = false;

  constructor(private readonly options: LiveOptions) {
    super();
    this.#name = options.user.name;
    this.#replica = this.#newReplica();
  }

  get fragment(): Y.XmlFragment {
    return this.#replica.fragment;
  }

  get awareness(): Awareness {
    return this.#replica.awareness;
  }

  get status(): SaveStatus {
    return saveStatus(this.#ledger);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get people(): readonly Person[] {
    return this.#people;
  }

  /** Text that the server is not known to have. */
  get unsentText(): string {
    return (this.#leaving ?? this.#replica).unsentText;
  }

  get wouldLose(): boolean {
    return wouldLose(this.#ledger);
  }

  /** Loads what this browser kept, then connects. */
  async open(): Promise<void> {
    const replica = this.#replica;
    const copy = await replica.load(this.options.copy);
    this.#happened({ kept: copy !== null, kind: "kept" });
    const since = copy?.found.since ?? this.options.now();
    this.#happened({ at: since, edits: copy?.found.unsaved ?? 0, kind: "found" });
    this.#absence.leave(since, replica.knownOfOthers);
    if (!replica.isEmpty) this.#becomeReady();
    this.#introduce(replica);
    await replica.provider.open();
  }

  /** The browser says whether there is a network: no need to wait until a dead connection is noticed. */
  networkChanged(): void {
    if (this.#ledger.trouble !== null) return;
    if (this.options.isOnline()) void this.#replica.provider.open();
    else this.#replica.provider.reopen();
  }

  /** A guest has another name: the others are told by the server, from the next connection on. */
  rename(name: string): void {
    this.#name = name;
    this.#introduce(this.#replica);
    this.#replica.provider.reopen();
  }

  /** Tells the others whether anybody sits before this page. */
  setIdle(isIdle: boolean): void {
    if (isIdle === this.#isIdle) return;
    this.#isIdle = isIdle;
    this.awareness.setLocalStateField("idle", isIdle);
  }

  /** The page goes away, perhaps for good. */
  flush(): void {
    this.#replica.copy?.flush();
  }

  /** Gives up what the server refused and goes on from what it has. */
  async discardUnsent(): Promise<void> {
    await this.#replace(() => ({ rename: sameName, update: null }));
  }

  /** Deletes what this browser kept of the document. */
  async forget(): Promise<void> {
    for (const replica of [this.#replica, this.#leaving]) {
      await replica?.copy?.erase();
      if (replica !== null) replica.copy = null;
    }
  }

  #newReplica(): Replica {
    const replica: Replica = new Replica(
      this.options.connection,
      this.#listener(() => replica === this.#replica),
    );
    replica.awareness.on("change", () => this.#presenceChanged(replica));
    return replica;
  }

  /** Hears one replica, as long as it is the current one. */
  #listener(isCurrent: () => boolean): ReplicaListener {
    const whileCurrent =
      <Args extends unknown[]>(handle: (...args: Args) => void) =>
      (...args: Args) => {
        if (isCurrent()) handle(...args);
      };
    return {
      answered: whileCurrent(() => this.#happened({ kind: "answered" })),
      connected: whileCurrent(() => this.#happened({ kind: "connected" })),
      connecting: whileCurrent(() => this.#disconnected()),
      copyFailed: whileCurrent(() => this.#happened({ kept: false, kind: "kept" })),
      edited: whileCurrent(() => this.#edited()),
      ended: whileCurrent((code: number) => this.#ended(code)),
      noticed: whileCurrent((notice: Notice) => this.emit("notice", [notice])),
      refused: whileCurrent((reason: string) => this.#refused(reason)),
      saved: whileCurrent((number: number) => this.#saved(number)),
      synced: whileCurrent(() => this.#synced()),
    };
  }

  #happened(event: SaveEvent): void {
    this.#ledger = advance(this.#ledger, event);
    const question = nextQuestion(this.#ledger);
    if (question !== null) {
      this.#ledger = question.ledger;
      this.#questionVector = this.#replica.vector;
      this.#replica.provider.askSaved(question.number);
    }
    this.emit("status", [this.status, this.#ledger]);
  }

  #disconnected(): void {
    // The others were told that we left: only with a newer clock are they shown that we are back.
    this.#introduce(this.#replica);
    this.#absence.leave(this.options.now(), this.#replica.knownOfOthers);
    this.#happened({ kind: "connecting", online: this.options.isOnline() });
  }

  #synced(): void {
    this.#becomeReady();
    const merged = this.#absence.comeBack(this.options.now(), this.#replica.knownOfOthers, this.#ledger.edits);
    if (merged !== null) this.emit("merged", [merged]);
  }

  #record(vector: Uint8Array | null): void {
    const { edits, since } = this.#ledger;
    this.#replica.copy?.record({ since, unsaved: edits, vector });
  }

  #edited(): void {
    this.#happened({ at: this.options.now(), kind: "edited" });
    this.#record(null);
  }

  #saved(number: number): void {
    const vector = this.#ledger.asked?.number === number ? this.#questionVector : null;
    this.#happened({ kind: "echoed", number });
    if (vector === null) return;
    this.#replica.confirm(vector);
    this.#record(vector);
  }

  #refused(reason: string): void {
    const text = this.unsentText;
    this.#trouble(gettext("Not accepted"), gettext("The server did not accept these edits: %(reason)s", { reason }));
    this.emit("refused", [{ reason, text }]);
  }

  #trouble(title: string, detail: string): void {
    this.#happened({ kind: "troubled", trouble: { detail, title } });
    this.emit("writable", [false]);
  }

  #ended(code: number): void {
    if (code === DUPLICATE_CLIENT && this.#recoveries < MOST_RECOVERIES) {
      this.#recoveries += 1;
      void this.#recover();
      return;
    }
    const ending = endingOf(code);
    const text = this.#ledger.edits > 0 ? this.unsentText : "";
    this.#trouble(ending.label, `${ending.title}. ${ending.detail}`);
    this.emit("ended", [ending, text]);
    if (ACCESS_LOST.has(code)) void this.forget();
  }

  /** Somebody else writes under our client id: a new replica takes over what was not saved. */
  #recover(): Promise<void> {
    return this.#replace((old, next) =>
      rebase({
        confirmed: old.known,
        freshClient: this.options.freshClient,
        local: old.state,
        received: old.received,
        server: next.state,
      }),
    );
  }

  /** Puts a replica fresh from the server in the place of the current one, with what `carry` brings along. */
  async #replace(carry: (old: Replica, next: Replica) => Rebased): Promise<void> {
    const edits = this.#ledger.edits;
    const abandoned = this.#leaving === null ? null : this.#replica;
    const old = this.#leaving ?? this.#replica;
    // Nothing may count as saved before the edits are in the new replica.
    this.#trouble(gettext("Merging…"), gettext("Bringing this device and the server together."));
    this.#leaving = old;
    old.provider.disconnect();
    await abandoned?.close();
    const next = await this.#openFresh();
    const { rename, update } = carry(old, next);
    next.doc.gc = true;
    this.#happened({ kind: "cleared" });
    if (update !== null) {
      next.adopt(update);
      this.#happened({ at: this.options.now(), edits: Math.max(0, edits - 1), kind: "found" });
    }
    await this.#settle(old, next, rename);
  }

  /** The new replica has everything: what is left of the old one may go. */
  async #settle(old: Replica, next: Replica, rename: Rebased["rename"]): Promise<void> {
    const copy = await next.load(this.options.copy, true);
    if (this.#replica !== next) return;
    this.#happened({ kept: copy !== null, kind: "kept" });
    this.#leaving = null;
    this.emit("writable", [true]);
    this.#becomeReady(rename);
    await old.copy?.erase();
    await old.close();
  }

  /** A new current replica, once it has everything that the server has. */
  async #openFresh(): Promise<Replica> {
    this.#isReady = false;
    const next = this.#newReplica();
    // The comparison needs what is deleted, too.
    next.doc.gc = false;
    const synced = new Promise<void>((resolve) => next.provider.once("sync", () => resolve()));
    this.#replica = next;
    this.#introduce(next);
    await next.provider.open();
    await synced;
    return next;
  }

  #becomeReady(rename = sameName): void {
    if (this.#isReady || this.#leaving !== null) return;
    this.#isReady = true;
    this.emit("ready", [rename]);
  }

  #introduce(replica: Replica): void {
    const { color, isGuest } = this.options.user;
    replica.awareness.setLocalStateField("user", { color, guest: isGuest, name: this.#name });
    if (this.#isIdle) replica.awareness.setLocalStateField("idle", true);
  }

  #presenceChanged(replica: Replica): void {
    if (replica !== this.#replica) return;
    const people = peopleIn(replica.awareness.getStates(), replica.doc.clientID, this.options.user.id);
    if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
    this.#people = people;
    this.emit("people", [people]);
    this.#announceTimer ??= setTimeout(() => this.#announce(), ANNOUNCE_AFTER_MS);
  }

  #announce(): void {
    this.#announceTimer = null;
    if (this.#ledger.connection !== "connected") return;
    const sentence = announcement(this.#announced, this.#people);
    this.#announced = this.#people;
    if (sentence !== null) this.emit("announced", [sentence]);
  }
}

const sameName: Rebased["rename"] = (id) => id;
