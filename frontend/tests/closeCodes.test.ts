import { describe, expect, test } from "vitest";
import { endingOf, isFinal, retryDelayMs } from "../src/closeCodes";

test.each([4400, 4401, 4403, 4404, 4409, 4410, 4413, 4426, 4499])("%i is final and says what to do", (code) => {
  expect(isFinal(code)).toBe(true);
  expect(endingOf(code).detail).not.toBe("");
});

test.each([1000, 1006, 1011, 4500, 4503, 4508, 4529])("%i is tried again", (code) => {
  expect(isFinal(code)).toBe(false);
});

describe("the delay before the next attempt", () => {
  test("grows with each failure up to a bound", () => {
    expect([1, 2, 3, 20].map((attempt) => retryDelayMs(1006, attempt, 0.5))).toEqual([250, 500, 1_000, 3_000]);
  });

  test("is spread by jitter", () => {
    expect([retryDelayMs(1006, 3, 0), retryDelayMs(1006, 3, 1)]).toEqual([500, 1_500]);
  });

  test("is spread over four seconds when the server restarts", () => {
    expect(retryDelayMs(4503, 1, 1) - retryDelayMs(4503, 1, 0)).toBe(4_000);
  });

  test("is long for a client that was too fast", () => {
    expect(retryDelayMs(4529, 1, 0)).toBe(5_000);
  });

  test("is longer for a document that somebody has to look after", () => {
    expect(retryDelayMs(4500, 1, 0, "the document is quarantined")).toBe(10_000);
    expect(retryDelayMs(4500, 1, 0.5, "could not process")).toBe(250);
  });
});

/** A generator of numbers from 0 to 1 that repeats itself for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How long after the end of an outage somebody's next attempt is made, which succeeds. */
function backAfterMs(code: number, outageMs: number, random: () => number): number {
  let at = retryDelayMs(code, 1, random());
  for (let failed = 1; at < outageMs; failed++) at += retryDelayMs(1006, failed, random());
  return at - outageMs;
}

const SECONDS = [0, 1, 2, 3, 5, 10, 20, 60];
const PEOPLE = 50;

describe.each(Array.from({ length: 20 }, (_, seed) => seed))("when a server was away, seed %i", (seed) => {
  const random = seeded(seed);
  const back = (code: number, seconds: number) =>
    Array.from({ length: PEOPLE }, () => backAfterMs(code, seconds * 1_000, random)).sort((a, b) => a - b);

  test.each(SECONDS)("for %i seconds, 95 of 100 people are back within five", (seconds) => {
    for (const code of [1006, 4503]) expect(back(code, seconds)[Math.floor(PEOPLE * 0.95)]).toBeLessThan(5_000);
  });

  test.each([0, 20])("to be restarted, for %i seconds, they come back spread over three", (seconds) => {
    const times = back(4503, seconds);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(3_000);
  });
});
