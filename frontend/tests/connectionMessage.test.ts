import { describe, expect, test } from "vitest";
import { endingOf } from "../src/closeCodes";
import { connectionMessage, type Situation } from "../src/connectionMessage";
import { EMPTY_LEDGER } from "../src/status";

function situation(change: Partial<Situation> = {}): Situation {
  return {
    canWrite: true,
    ending: null,
    isAway: false,
    isDemoted: false,
    isQuarantined: false,
    isRestarting: false,
    ledger: { ...EMPTY_LEDGER, connection: "connected" },
    merged: null,
    refusal: null,
    ...change,
  };
}

const offline = { ...EMPTY_LEDGER, connection: "offline" as const, edits: 2 };

test("nothing is said when all is well", () => {
  expect(connectionMessage(situation())).toBeNull();
});

describe("without a connection", () => {
  test("people may go on writing and learn where their edits are", () => {
    const message = connectionMessage(situation({ isAway: true, ledger: offline }));
    expect(message?.title).toBe("You are offline.");
    expect(message?.detail).toContain("2 edits are kept on this device");
  });

  test("and without storage they are asked to keep the tab open", () => {
    const message = connectionMessage(situation({ isAway: true, ledger: { ...offline, kept: false } }));
    expect(message?.detail).toContain("Keep this tab open");
  });

  test("readers are not told to write", () => {
    expect(connectionMessage(situation({ canWrite: false, isAway: true }))?.detail).toBe("Trying again…");
  });

  test("a restart is nothing to worry about", () => {
    expect(connectionMessage(situation({ isAway: true, isRestarting: true }))?.tone).toBe("calm");
  });

  test("a hiccup is not worth a word", () => {
    expect(connectionMessage(situation({ ledger: offline }))).toBeNull();
  });
});

test("a browser that keeps nothing says so before anything is lost", () => {
  const message = connectionMessage(situation({ ledger: { ...EMPTY_LEDGER, connection: "connected", kept: false } }));
  expect(message?.title).toBe("Edits are not kept on this device.");
});

test("refused edits are offered for copying before they are given up", () => {
  const message = connectionMessage(situation({ refusal: { reason: "too deep", text: "words" } }));
  expect(message?.actions).toEqual(["copy", "discard"]);
  expect(message?.detail).toMatch(/^Too deep\./);
});

test.each([
  [4401, ["sign-in"]],
  [4403, ["ask", "leave"]],
  [4410, ["reload"]],
  [4426, ["reload"]],
])("after %i the way on is %j, after copying what was not saved", (code, actions) => {
  const ending = endingOf(code);
  expect(connectionMessage(situation({ ending }))?.actions).toEqual(actions);
  const unsaved = connectionMessage(situation({ ending, ledger: offline }));
  expect(unsaved?.actions).toEqual(["copy", ...actions]);
});

test("what was merged is told with a way to compare, after everything that is wrong", () => {
  const merged = { edits: 12, since: 0 };
  const message = connectionMessage(situation({ merged }));
  expect(message?.actions).toEqual(["compare", "dismiss"]);
  expect(message?.detail).toContain("12 edits");
  expect(connectionMessage(situation({ isAway: true, ledger: offline, merged }))?.title).toBe("You are offline.");
});

describe("whose right to write was taken", () => {
  test("is told so, and can put the banner away", () => {
    const message = connectionMessage(situation({ canWrite: false, isDemoted: true }));
    expect(message?.title).toBe("You can no longer edit this document.");
    expect(message?.actions).toEqual(["dismiss"]);
  });

  test("hears first of what was not saved", () => {
    const refusal = { reason: "read only", text: "words" };
    expect(connectionMessage(situation({ isDemoted: true, refusal }))?.actions).toContain("copy");
  });
});

describe("a document that does not read", () => {
  test("is told as what it is, whatever the connection does", () => {
    for (const isAway of [true, false]) {
      const message = connectionMessage(situation({ isAway, isQuarantined: true }));
      expect(message?.title).toBe("This document is damaged on the server.");
      expect(message?.actions).toEqual([]);
    }
  });

  test("and what was not saved is there to be copied", () => {
    const message = connectionMessage(situation({ isQuarantined: true, ledger: offline }));
    expect(message?.actions).toEqual(["copy"]);
    expect(message?.detail).toContain("2 edits of yours are only on this device");
  });
});
