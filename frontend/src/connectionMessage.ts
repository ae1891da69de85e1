/**
 * Which of the things that are wrong the page tells: the gravest one, in words. Pure.
 */

import type { Ending } from "./closeCodes";
import type { Refusal } from "./liveDocument";
import { countEdits, type Ledger } from "./status";

/** Everything that may be wrong at a time. */
export interface Situation {
  readonly ledger: Ledger;
  readonly canWrite: boolean;
  readonly ending: Ending | null;
  readonly refusal: Refusal | null;
  readonly isRestarting: boolean;
  /** The connection has been away long enough to be worth a word. */
  readonly isAway: boolean;
}

/** What the person can do; the page turns names into buttons. */
export type ActionName = "copy" | "discard" | "reload" | "sign-in" | "leave";

export interface ConnectionMessage {
  readonly tone: "calm" | "warning" | "bad";
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly ActionName[];
}

const REMEDIES: Readonly<Record<Ending["remedy"], readonly ActionName[]>> = {
  discard: ["discard"],
  leave: ["leave"],
  reload: ["reload"],
  "sign-in": ["sign-in"],
};

/** What to say, or null when all is well. */
export function connectionMessage(situation: Situation): ConnectionMessage | null {
  const { ending, refusal, isRestarting, isAway, ledger } = situation;
  if (ending !== null) return endingMessage(ending, ledger);
  if (refusal !== null) return refusalMessage(refusal);
  if (isAway) return isRestarting ? RESTARTING : awayMessage(situation);
  if (!ledger.kept && situation.canWrite) return NOT_KEPT;
  return null;
}

function endingMessage(ending: Ending, ledger: Ledger): ConnectionMessage {
  const copy: readonly ActionName[] = ledger.edits > 0 ? ["copy"] : [];
  const { title, detail } = ending;
  return { actions: [...copy, ...REMEDIES[ending.remedy]], detail, title: `${title}.`, tone: "bad" };
}

function refusalMessage({ reason, text }: Refusal): ConnectionMessage {
  const copy: readonly ActionName[] = text === "" ? [] : ["copy"];
  const detail = `${reason === "" ? "" : `${sentence(reason)} `}Copy what you need, then go on from the saved version.`;
  return { actions: [...copy, "discard"], detail, title: "These edits were not accepted.", tone: "bad" };
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

const RESTARTING: ConnectionMessage = {
  actions: [],
  detail: "It will be back in a moment. You can go on writing.",
  title: "The server is restarting.",
  tone: "calm",
};

const NOT_KEPT: ConnectionMessage = {
  actions: [],
  detail: "This browser stores nothing, so edits made without a connection are lost with the tab.",
  title: "Edits are not kept on this device.",
  tone: "warning",
};

function awayMessage({ ledger, canWrite }: Situation): ConnectionMessage {
  const title = ledger.connection === "offline" ? "You are offline." : "No connection to the server.";
  return { actions: [], detail: canWrite ? whatHappens(ledger) : "Trying again…", title, tone: "warning" };
}

function whatHappens({ edits, kept }: Ledger): string {
  if (!kept) return "Keep this tab open: edits are sent when the connection is back.";
  const waiting = edits === 0 ? "Edits are" : edits === 1 ? "1 edit is" : `${countEdits(edits)} are`;
  return `You can go on writing. ${waiting} kept on this device and merged when the connection is back.`;
}
