/**
 * What each close code of the websocket means to a person: pure data.
 *
 * Invariant: 4400 to 4499 are final, everything else is tried again. The server's table of codes is the only other one.
 */

import { gettext } from "./i18n";

/** What the page offers beside the message. */
export type Remedy = "reload" | "sign-in" | "ask" | "leave" | "discard";

/** A final answer of the server, in words for the person in front of the page. */
export interface Ending {
  /** Two words for the chip. */
  readonly label: string;
  readonly title: string;
  readonly detail: string;
  readonly remedy: Remedy;
}

/** Another replica used our client id: the only final code from which the page recovers by itself. */
export const DUPLICATE_CLIENT = 4409;
/** No right to read any more, or no such document: what is on this device must go, too. */
export const ACCESS_LOST: ReadonlySet<number> = new Set([4403, 4404]);

/** The network ended the connection: the browser's own code for "no code came". */
export const NO_CODE = 1006;

/** With 4500: what is stored of the document does not read. The server's words, which are never shown. */
const QUARANTINED = "the document is quarantined";

const COULD_NOT_PROCESS = 4500;
const RESTARTING = 4503;
const RENEWAL = 4508;
const TOO_FAST = 4529;

const ENDINGS: ReadonlyMap<number, () => Ending> = new Map<number, () => Ending>([
  [
    4400,
    () => ({
      label: gettext("Disconnected"),
      title: gettext("This page and the server misunderstood each other"),
      detail: gettext("Reload the page to go on. Edits that were not saved are kept on this device."),
      remedy: "reload",
    }),
  ],
  [
    4401,
    () => ({
      label: gettext("Signed out"),
      title: gettext("You are signed out"),
      detail: gettext("Sign in again to go on. Edits that were not saved are kept on this device."),
      remedy: "sign-in",
    }),
  ],
  [
    4403,
    () => ({
      label: gettext("No access"),
      title: gettext("You no longer have access to this document"),
      detail: gettext("Ask its owner if you need it again."),
      remedy: "ask",
    }),
  ],
  [
    4404,
    () => ({
      label: gettext("Not available"),
      title: gettext("This document is not available"),
      detail: gettext("It was removed, or you have no access to it."),
      remedy: "leave",
    }),
  ],
  [
    DUPLICATE_CLIENT,
    () => ({
      label: gettext("Not merged"),
      title: gettext("Some edits could not be merged"),
      detail: gettext("Copy the text that was not accepted, then go on from the saved version."),
      remedy: "discard",
    }),
  ],
  [
    4410,
    () => ({
      label: gettext("Replaced"),
      title: gettext("This document was replaced"),
      detail: gettext("Its history starts anew. Copy what was not saved, then reload the page."),
      remedy: "reload",
    }),
  ],
  [
    4413,
    () => ({
      label: gettext("Too large"),
      title: gettext("There is no room for this change"),
      detail: gettext(
        "The document may not grow any further, or the storage of its owner is full. Copy what was not saved, then go on from the saved version.",
      ),
      remedy: "discard",
    }),
  ],
  [
    4426,
    () => ({
      label: gettext("Outdated page"),
      title: gettext("A newer editor is needed"),
      detail: gettext("Reload the page to get it. Edits that were not saved are kept on this device."),
      remedy: "reload",
    }),
  ],
]);

const unknownEnding = (): Ending => ({
  label: gettext("Disconnected"),
  title: gettext("The server ended the connection"),
  detail: gettext("Reload the page to go on. Edits that were not saved are kept on this device."),
  remedy: "reload",
});

/** May the connection be tried again after this code. */
export function isFinal(code: number): boolean {
  return code >= 4400 && code < 4500;
}

/** The close code that says what an HTTP status says: for what is asked before a connection is made. */
export function codeOfStatus(status: number): number {
  return [401, 403, 404].includes(status) ? 4000 + status : NO_CODE;
}

/** What to tell and offer after a final code. */
export function endingOf(code: number): Ending {
  return (ENDINGS.get(code) ?? unknownEnding)();
}

/** Does the document wait for whoever runs the server. */
export function isQuarantine(code: number, reason: string): boolean {
  return code === COULD_NOT_PROCESS && reason === QUARANTINED;
}

/** Does the server ask for a new ticket with this code, where tickets are used. */
export function asksForTicket(code: number): boolean {
  return code === RENEWAL;
}

const FIRST_DELAY_MS = 250;
/** Half as much again with jitter: whenever a server comes back, nearly everybody is back within five seconds. */
const LONGEST_DELAY_MS = 3_000;
/** After a restart everybody comes back at once: spread over this long, so that the server can load room by room. */
const RESTART_SPREAD_MS = 4_000;
const TOO_FAST_DELAY_MS = 5_000;
/** Somebody has to look after the document: that takes minutes, not moments. */
const REPAIR_DELAY_MS = 10_000;

/**
 * Milliseconds to wait before the next attempt.
 *
 * @param attempt how many attempts failed since the last synced connection, from 1
 * @param random a number from 0 to 1, the jitter
 */
export function retryDelayMs(code: number, attempt: number, random: number, reason = ""): number {
  if (isQuarantine(code, reason)) return REPAIR_DELAY_MS * (1 + random / 2);
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  if (code === RESTARTING) return FIRST_DELAY_MS + random * Math.max(RESTART_SPREAD_MS, backoff);
  if (code === TOO_FAST) return TOO_FAST_DELAY_MS + random * backoff;
  return backoff * (0.5 + random);
}
