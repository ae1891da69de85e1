/**
 * Is everything saved? The bookkeeping behind the save chip: pure, no clock, no socket.
 *
 * Invariant: an edit counts as saved only after the server echoed a "saved?" that this connection sent after the
 * edit, and after our own sync step 2 had gone out on it. An echo for anything less says nothing.
 */

import { gettext, ngettext } from "./i18n";

/** Where the connection stands; `offline` is connecting while the browser knows of no network. */
export type Connection = "connecting" | "connected" | "offline";

/** Why edits will not be saved without the person doing something. */
export interface Trouble {
  readonly title: string;
  readonly detail: string;
}

/** Everything the chip depends on. A new value per event; nobody changes one in place. */
export interface Ledger {
  readonly connection: Connection;
  /** Our sync step 2 went out on this connection: what we have, the server has been told. */
  readonly answered: boolean;
  /** The server confirmed that it has everything, so zero edits really means saved. */
  readonly confirmed: boolean;
  /** Local edits without confirmation, and when the first of them was made (ms since the epoch). */
  readonly edits: number;
  readonly since: number | null;
  /** The question in flight and how many of the edits it covers. */
  readonly asked: { readonly number: number; readonly edits: number } | null;
  readonly lastNumber: number;
  readonly trouble: Trouble | null;
  /** Edits survive a closed tab: the local copy works. */
  readonly kept: boolean;
}

export type SaveEvent =
  | { readonly kind: "found"; readonly edits: number; readonly at: number }
  | { readonly kind: "edited"; readonly at: number }
  | { readonly kind: "connecting"; readonly online: boolean }
  | { readonly kind: "connected" }
  | { readonly kind: "answered" }
  | { readonly kind: "echoed"; readonly number: number }
  | { readonly kind: "troubled"; readonly trouble: Trouble }
  | { readonly kind: "cleared" }
  | { readonly kind: "kept"; readonly kept: boolean };

export const EMPTY_LEDGER: Ledger = {
  answered: false,
  asked: null,
  confirmed: false,
  connection: "connecting",
  edits: 0,
  kept: true,
  lastNumber: 0,
  since: null,
  trouble: null,
};

/** The ledger after `event`. */
export function advance(ledger: Ledger, event: SaveEvent): Ledger {
  switch (event.kind) {
    case "found":
      return addEdits(ledger, event.edits, event.at);
    case "edited":
      return addEdits(ledger, 1, event.at);
    case "connecting":
      return { ...unanswered(ledger), connection: event.online ? "connecting" : "offline" };
    case "connected":
      // What an earlier connection confirmed, this server may have lost since (a backup): ask once per connection.
      return { ...unanswered(ledger), confirmed: false, connection: "connected" };
    case "answered":
      return ledger.connection === "connected" ? { ...ledger, answered: true } : ledger;
    case "echoed":
      return settle(ledger, event.number);
    case "troubled":
      return { ...ledger, asked: null, trouble: event.trouble };
    case "cleared":
      return { ...ledger, asked: null, confirmed: false, edits: 0, since: null, trouble: null };
    case "kept":
      return { ...ledger, kept: event.kept };
  }
}

function addEdits(ledger: Ledger, edits: number, at: number): Ledger {
  return edits === 0 ? ledger : { ...ledger, edits: ledger.edits + edits, since: ledger.since ?? at };
}

function unanswered(ledger: Ledger): Ledger {
  return { ...ledger, answered: false, asked: null };
}

function settle(ledger: Ledger, number: number): Ledger {
  if (ledger.asked?.number !== number || ledger.trouble !== null) return ledger;
  const edits = ledger.edits - ledger.asked.edits;
  return { ...ledger, asked: null, confirmed: true, edits, since: edits === 0 ? null : ledger.since };
}

/** The next "saved?" to send, if one is due: at most one is in flight, later edits wait for the one after it. */
export function nextQuestion(ledger: Ledger): { ledger: Ledger; number: number } | null {
  const due = ledger.edits > 0 || !ledger.confirmed;
  if (!due || !ledger.answered || ledger.asked !== null || ledger.trouble !== null) return null;
  const number = ledger.lastNumber + 1;
  return { ledger: { ...ledger, asked: { edits: ledger.edits, number }, lastNumber: number }, number };
}

/** The four faces of the chip. */
export type SaveState = "saved" | "saving" | "unsaved" | "problem";

/** What the chip shows: a word or two, and a sentence for its popover. */
export interface SaveStatus {
  readonly state: SaveState;
  readonly label: string;
  readonly detail: string;
}

/** What to show for `ledger`. */
export function saveStatus(ledger: Ledger): SaveStatus {
  if (ledger.trouble !== null) {
    return { detail: ledger.trouble.detail, label: ledger.trouble.title, state: "problem" };
  }
  if (ledger.connection !== "connected") return disconnectedStatus(ledger);
  if (ledger.edits > 0) return { detail: onTheWay(ledger.edits), label: gettext("Saving…"), state: "saving" };
  if (!ledger.confirmed) {
    return {
      detail: gettext("Comparing this device with the server."),
      label: gettext("Connecting…"),
      state: "saving",
    };
  }
  return { detail: gettext("Everything is stored on the server."), label: gettext("Saved"), state: "saved" };
}

function onTheWay(edits: number): string {
  return ngettext("%(count)s edit on the way to the server.", "%(count)s edits on the way to the server.", edits);
}

function disconnectedStatus(ledger: Ledger): SaveStatus {
  const isOffline = ledger.connection === "offline";
  const where = isOffline ? gettext("Offline") : gettext("Reconnecting");
  if (ledger.edits > 0) {
    return { detail: `${where}: ${keptWhere(ledger)}.`, label: gettext("Not saved yet"), state: "unsaved" };
  }
  if (ledger.confirmed) {
    const detail = `${where}. ${gettext("Everything so far is stored on the server.")}`;
    return { detail, label: gettext("Saved"), state: "saved" };
  }
  const label = isOffline ? gettext("Offline") : gettext("Connecting…");
  return { detail: gettext("There is no connection to the server yet."), label, state: "unsaved" };
}

function keptWhere({ edits, kept }: Ledger): string {
  return kept
    ? ngettext("%(count)s edit kept on this device", "%(count)s edits kept on this device", edits)
    : ngettext(
        "%(count)s edit only in this tab, so keep it open",
        "%(count)s edits only in this tab, so keep it open",
        edits,
      );
}

/** Would closing the tab now lose something. */
export function wouldLose(ledger: Ledger): boolean {
  return ledger.edits > 0 && (!ledger.kept || ledger.trouble !== null);
}
