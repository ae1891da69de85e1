import { expect, test } from "vitest";
import { Absence, LONG_ABSENCE_MS } from "../src/absence";

const LEFT = 1_000;
const LATE = LEFT + LONG_ABSENCE_MS;

function away(): Absence {
  const absence = new Absence();
  absence.leave(LEFT, 10);
  return absence;
}

test("what came together after a long time is told once", () => {
  const absence = away();
  expect(absence.comeBack(LATE, 11, 3)).toEqual({ edits: 3, since: LEFT });
  expect(absence.comeBack(LATE, 11, 3)).toBeNull();
});

test.each([
  ["a short time apart", LATE - 1, 11, 3],
  ["nothing written here", LATE, 11, 0],
  ["nothing written by others", LATE, 10, 3],
])("%s is not worth a word", (_what, at, known, edits) => {
  expect(away().comeBack(at, known, edits)).toBeNull();
});

test("attempts to connect do not begin the absence anew", () => {
  const absence = away();
  absence.leave(LATE - 1, 11);
  expect(absence.comeBack(LATE, 11, 1)).toEqual({ edits: 1, since: LEFT });
});

test("who never left does not come back", () => {
  expect(new Absence().comeBack(LATE, 11, 1)).toBeNull();
});
