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
    expect([1, 2, 3, 20].map((attempt) => retryDelayMs(1006, attempt, 0.5))).toEqual([250, 500, 1_000, 8_000]);
  });

  test("is spread by jitter", () => {
    expect([retryDelayMs(1006, 3, 0), retryDelayMs(1006, 3, 1)]).toEqual([500, 1_500]);
  });

  test("is spread over three seconds when the server restarts", () => {
    expect(retryDelayMs(4503, 1, 1) - retryDelayMs(4503, 1, 0)).toBe(3_000);
  });

  test("is long for a client that was too fast", () => {
    expect(retryDelayMs(4529, 1, 0)).toBe(5_000);
  });
});
