import { describe, expect, test } from "vitest";
import { advance, EMPTY_LEDGER, type Ledger, nextQuestion, type SaveEvent, saveStatus, wouldLose } from "../src/status";

const NOW = 1_700_000_000_000;
const EDIT: SaveEvent = { at: NOW, kind: "edited" };
const CONNECTED: SaveEvent = { kind: "connected" };
const ANSWERED: SaveEvent = { kind: "answered" };
const LOST: SaveEvent = { kind: "connecting", online: true };

/** Runs events, and asks "saved?" whenever a question is due. */
function ledgerAfter(...events: SaveEvent[]): Ledger {
  return events.reduce((ledger, event) => ask(advance(ledger, event)), EMPTY_LEDGER);
}

function ask(ledger: Ledger): Ledger {
  return nextQuestion(ledger)?.ledger ?? ledger;
}

const echo = (number: number): SaveEvent => ({ kind: "echoed", number });

describe("a page that opens", () => {
  test("is not saved before the server has confirmed it", () => {
    expect(saveStatus(ledgerAfter(CONNECTED, ANSWERED)).state).toBe("saving");
    expect(saveStatus(ledgerAfter(CONNECTED, ANSWERED, echo(1))).state).toBe("saved");
  });

  test("counts the edits that an earlier page left on this device", () => {
    const found = ledgerAfter({ at: NOW, edits: 3, kind: "found" }, { kind: "connecting", online: false });
    expect(saveStatus(found)).toMatchObject({ detail: "Offline: 3 edits kept on this device.", state: "unsaved" });
  });
});

describe("an edit", () => {
  test("is saving until its own question is echoed", () => {
    const saved = ledgerAfter(CONNECTED, ANSWERED, echo(1));
    const saving = ask(advance(saved, EDIT));
    expect(saveStatus(saving).state).toBe("saving");
    expect(saveStatus(advance(saving, echo(2))).state).toBe("saved");
  });

  test("that follows a question in flight needs another question", () => {
    const inFlight = ledgerAfter(CONNECTED, ANSWERED, echo(1), EDIT, EDIT);
    expect(inFlight.asked).toEqual({ edits: 1, number: 2 });
    const partly = ask(advance(inFlight, echo(2)));
    expect(saveStatus(partly).state).toBe("saving");
    expect(partly.asked).toEqual({ edits: 1, number: 3 });
    expect(saveStatus(advance(partly, echo(3))).state).toBe("saved");
  });

  test("remembers since when the oldest unsaved one waits", () => {
    expect(ledgerAfter(EDIT, { at: NOW + 5_000, kind: "edited" }).since).toBe(NOW);
  });
});

describe("a question", () => {
  test("waits until our own sync step 2 went out on this connection", () => {
    expect(nextQuestion(advance(EMPTY_LEDGER, CONNECTED))).toBeNull();
    expect(nextQuestion(ledgerAfter(EDIT, CONNECTED))).toBeNull();
  });

  test("is asked anew on the next connection, which confirms nothing by itself", () => {
    const offline = ledgerAfter(CONNECTED, ANSWERED, echo(1), EDIT, LOST);
    const back = advance(advance(offline, CONNECTED), ANSWERED);
    expect(saveStatus(advance(offline, CONNECTED)).state).toBe("saving");
    expect(nextQuestion(back)?.number).toBe(3);
  });

  test("of a lost connection is not settled by a late echo", () => {
    const offline = ledgerAfter(CONNECTED, ANSWERED, echo(1), EDIT, LOST);
    expect(saveStatus(advance(offline, echo(2))).state).toBe("unsaved");
  });

  test("is not asked twice at a time", () => {
    expect(nextQuestion(ledgerAfter(CONNECTED, ANSWERED))).toBeNull();
  });

  test("is not asked once edits were refused, and no echo makes them saved", () => {
    const refused = ledgerAfter(CONNECTED, ANSWERED, echo(1), EDIT, {
      kind: "troubled",
      trouble: { detail: "d", title: "t" },
    });
    expect(nextQuestion(advance(refused, EDIT))).toBeNull();
    expect(saveStatus(advance(refused, echo(2))).state).toBe("problem");
  });
});

describe("without a connection", () => {
  const saved = ledgerAfter(CONNECTED, ANSWERED, echo(1));

  test("what was confirmed stays saved", () => {
    expect(saveStatus(advance(saved, LOST)).state).toBe("saved");
  });

  test("an edit is not saved yet, and the page says where it is kept", () => {
    const edited = advance(advance(saved, LOST), EDIT);
    expect(saveStatus(edited)).toMatchObject({ detail: "Reconnecting: 1 edit kept on this device.", state: "unsaved" });
  });

  test("and without storage the page asks to keep the tab open", () => {
    const edited = advance(advance(advance(saved, LOST), EDIT), { kept: false, kind: "kept" });
    expect(saveStatus(edited).detail).toBe("Reconnecting: 1 edit only in this tab, so keep it open.");
    expect(wouldLose(edited)).toBe(true);
  });

  test("edits that are kept on the device are not lost with the tab", () => {
    expect(wouldLose(advance(advance(saved, LOST), EDIT))).toBe(false);
  });
});
