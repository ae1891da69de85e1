import { expect, test } from "vitest";
import { EXPIRIES, expiryMoment } from "../src/share/expiry";

const NOW = new Date("2026-03-01T10:00:00");

test("a link holds for as many days as one chooses", () => {
  expect(expiryMoment("day", "", NOW)).toEqual(new Date("2026-03-02T10:00:00"));
  expect(expiryMoment("week", "", NOW)).toEqual(new Date("2026-03-08T10:00:00"));
  expect(expiryMoment("month", "", NOW)).toEqual(new Date("2026-03-31T10:00:00"));
});

test("a day of one's choice counts to its end", () => {
  expect(expiryMoment("date", "2026-05-17", NOW)).toEqual(new Date("2026-05-17T23:59:59"));
});

test("a link without an end has no moment", () => {
  expect(expiryMoment("never", "", NOW)).toBeNull();
});

test("no choice changes the moment it counts from", () => {
  for (const expiry of EXPIRIES) expiryMoment(expiry, "2026-05-17", NOW);
  expect(NOW).toEqual(new Date("2026-03-01T10:00:00"));
});
