import { describe, expect, test } from "vitest";
import type { Snapshot } from "../src/api";
import { dayHeading, daysOf, restoredMessage, versionBefore } from "../src/history";

const NOW = new Date(2026, 9, 14, 12, 0);

function snapshot(id: number, created: Date, more: Partial<Snapshot> = {}): Snapshot {
  return { contributors: ["ada"], created: created.toISOString(), id, label: "", reason: "periodic", ...more };
}

test("versions are grouped by day, latest first", () => {
  const days = daysOf(
    [
      snapshot(3, new Date(2026, 9, 14, 9, 5)),
      snapshot(2, new Date(2026, 9, 13, 23, 59)),
      snapshot(1, new Date(2026, 9, 13, 0, 1)),
    ],
    NOW,
  );
  expect(days.map(({ heading, versions }) => [heading, versions.map(({ id }) => id)])).toEqual([
    ["Today", [3]],
    ["Yesterday", [2, 1]],
  ]);
});

test("a day of another year says which", () => {
  expect(dayHeading(new Date(2025, 11, 31), NOW)).toContain("2025");
  expect(dayHeading(new Date(2026, 0, 1), NOW)).not.toContain("2026");
});

test("a version has its name, or else its time, for a title", () => {
  const [day] = daysOf(
    [
      snapshot(3, NOW, { label: "First draft", reason: "named" }),
      snapshot(2, NOW, { reason: "before-restore" }),
      snapshot(1, NOW, { contributors: ["ada", "grace"] }),
    ],
    NOW,
  );
  const shown = day?.versions.map(({ title, isNamed }) => [title, isNamed]);
  expect(shown?.slice(0, 2)).toEqual([
    ["First draft", true],
    ["Before a restore", false],
  ]);
  expect(day?.versions[2]?.title).toMatch(/12/);
  expect(day?.versions[2]?.byline).toBe("ada, grace");
});

test("a restore is told with its name, and where what was there has gone", () => {
  expect(restoredMessage("Draft")).toContain("“Draft” was restored.");
  expect(restoredMessage("")).toContain("An earlier version was restored.");
});

describe("the version before a moment", () => {
  const day = (date: number) => new Date(2026, 9, date, 10);
  const found = [snapshot(3, day(3)), snapshot(2, day(2)), snapshot(1, day(1))];

  test("is the last that is not after it", () => {
    expect(versionBefore(found, day(2))?.id).toBe(2);
  });

  test("is the earliest when there was none yet", () => {
    expect(versionBefore(found, new Date(2026, 0, 1))?.id).toBe(1);
    expect(versionBefore([], NOW)).toBeNull();
  });
});
