/**
 * Which of the things that are wrong the page tells: the gravest one, in words. Pure.
 */

import type { Merged } from "./absence";
import type { Ending } from "./closeCodes";
import { gettext, ngettext } from "./i18n";
import type { Refusal } from "./liveDocument";
import type { Ledger } from "./status";

/** Everything that may be wrong at a time. */
export interface Situation {
  readonly ledger: Ledger;
  readonly canWrite: boolean;
  readonly ending: Ending | null;
  readonly refusal: Refusal | null;
  /** Somebody has just taken the right to write. */
  readonly isDemoted: boolean;
  readonly isRestarting: boolean;
  /** What the server has stored of the document does not read. */
  readonly isQuarantined: boolean;
  /** The connection has been away long enough to be worth a word. */
  readonly isAway: boolean;
  /** What came together after a long time apart, until the person has read it. */
  readonly merged: Merged | null;
}

/** What the person can do; the page turns names into buttons. */
export type ActionName = "ask" | "compare" | "copy" | "discard" | "dismiss" | "leave" | "reload" | "sign-in";

export interface ConnectionMessage {
  readonly tone: "calm" | "warning" | "bad";
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly ActionName[];
  /** In the place of the one that the tone has. */
  readonly icon?: string;
}

const REMEDIES: Readonly<Record<Ending["remedy"], readonly ActionName[]>> = {
  ask: ["ask", "leave"],
  discard: ["discard"],
  leave: ["leave"],
  reload: ["reload"],
  "sign-in": ["sign-in"],
};

/** What to say, or null when all is well. */
export function connectionMessage(situation: Situation): ConnectionMessage | null {
  const { ending, refusal, isRestarting, isAway, ledger, merged } = situation;
  if (ending !== null) return endingMessage(ending, ledger);
  if (refusal !== null) return refusalMessage(refusal);
  if (situation.isQuarantined) return quarantinedMessage(ledger);
  if (isAway) return isRestarting ? restartingMessage() : awayMessage(situation);
  if (situation.isDemoted) return demotedMessage();
  if (!ledger.kept && situation.canWrite) return notKeptMessage();
  return merged === null ? null : mergedMessage(merged);
}

function mergedMessage({ edits, since }: Merged): ConnectionMessage {
  const when = new Date(since).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return {
    actions: ["compare", "dismiss"],
    detail: ngettext(
      "Your %(count)s edit since %(when)s and what others wrote meanwhile are in one text now.",
      "Your %(count)s edits since %(when)s and what others wrote meanwhile are in one text now.",
      edits,
      { when },
    ),
    title: gettext("Merged after a long time apart."),
    tone: "calm",
  };
}

function endingMessage(ending: Ending, ledger: Ledger): ConnectionMessage {
  const copy: readonly ActionName[] = ledger.edits > 0 ? ["copy"] : [];
  const { title, detail } = ending;
  return { actions: [...copy, ...REMEDIES[ending.remedy]], detail, title: `${title}.`, tone: "bad" };
}

function refusalMessage({ reason, text }: Refusal): ConnectionMessage {
  const copy: readonly ActionName[] = text === "" ? [] : ["copy"];
  const remedy = gettext("Copy what you need, then go on from the saved version.");
  const detail = reason === "" ? remedy : `${sentence(reason)} ${remedy}`;
  return { actions: [...copy, "discard"], detail, title: gettext("These edits were not accepted."), tone: "bad" };
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

const restartingMessage = (): ConnectionMessage => ({
  actions: [],
  detail: gettext("It will be back in a moment. You can go on writing."),
  title: gettext("The server is restarting."),
  tone: "calm",
});

function quarantinedMessage({ edits }: Ledger): ConnectionMessage {
  const advice = gettext(
    "What is stored of it cannot be read, so nobody can open it. Tell whoever runs this server: they can open its last good state, and this page goes on by itself then.",
  );
  const kept = ngettext(
    "%(count)s edit of yours is only on this device: copy the text.",
    "%(count)s edits of yours are only on this device: copy the text.",
    edits,
  );
  return {
    actions: edits > 0 ? ["copy"] : [],
    detail: edits > 0 ? `${advice} ${kept}` : advice,
    title: gettext("This document is damaged on the server."),
    tone: "bad",
  };
}

const demotedMessage = (): ConnectionMessage => ({
  actions: ["dismiss"],
  detail: gettext("Somebody who shares this document changed what you may do. What you wrote before is saved."),
  icon: "lock",
  title: gettext("You can no longer edit this document."),
  tone: "warning",
});

const notKeptMessage = (): ConnectionMessage => ({
  actions: [],
  detail: gettext("This browser stores nothing, so edits made without a connection are lost with the tab."),
  title: gettext("Edits are not kept on this device."),
  tone: "warning",
});

function awayMessage({ ledger, canWrite }: Situation): ConnectionMessage {
  const title = ledger.connection === "offline" ? gettext("You are offline.") : gettext("No connection to the server.");
  return { actions: [], detail: canWrite ? whatHappens(ledger) : gettext("Trying again…"), title, tone: "warning" };
}

function whatHappens({ edits, kept }: Ledger): string {
  if (!kept) return gettext("Keep this tab open: edits are sent when the connection is back.");
  if (edits === 0)
    return gettext("You can go on writing. Edits are kept on this device and merged when the connection is back.");
  return ngettext(
    "You can go on writing. %(count)s edit is kept on this device and merged when the connection is back.",
    "You can go on writing. %(count)s edits are kept on this device and merged when the connection is back.",
    edits,
  );
}
