import { describe, expect, test } from "vitest";
import { isBroken, matchesByLine, matchesOf, patternOf, replacementFor, type Search } from "../src/searchPattern";

const plain = (text: string, more: Partial<Search> = {}): Search => ({
  isPattern: false,
  matchCase: false,
  text,
  wholeWords: false,
  ...more,
});

function places(text: string, search: Search): string[] {
  const pattern = patternOf(search);
  return pattern === null ? [] : matchesOf(text, pattern).map((match) => `${match.from}:${match.text}`);
}

test("nothing to look for finds nothing", () => {
  expect(patternOf(plain(""))).toBeNull();
});

test("signs that mean something in a pattern are only signs", () => {
  expect(places("a.b axb (a.b) $1", plain("a.b"))).toEqual(["0:a.b", "9:a.b"]);
  expect(places("[x] {2} a-b", plain("{2}"))).toEqual(["4:{2}"]);
  expect(places("a-b/c", plain("a-b/c"))).toEqual(["0:a-b/c"]);
});

test("case counts when that is asked for", () => {
  expect(places("Über über", plain("über"))).toHaveLength(2);
  expect(places("Über über", plain("über", { matchCase: true }))).toEqual(["5:über"]);
});

test("whole words end at letters of any script", () => {
  expect(places("art start art. Kunst-art", plain("art", { wholeWords: true }))).toEqual(["0:art", "10:art", "21:art"]);
  expect(places("été étéé", plain("été", { wholeWords: true }))).toEqual(["0:été"]);
});

describe("a regular expression", () => {
  test("is used as it is", () => {
    expect(places("a1 b22", plain("[a-z]\\d+", { isPattern: true }))).toEqual(["0:a1", "3:b22"]);
  });

  test("finds nothing empty, and ends", () => {
    expect(places("abc", plain("x*", { isPattern: true }))).toEqual([]);
  });

  test("that is not written right is told apart from one that finds nothing", () => {
    expect(isBroken(plain("(", { isPattern: true }))).toBe(true);
    expect(isBroken(plain("(", { isPattern: false }))).toBe(false);
  });
});

describe("a replacement", () => {
  const replaced = (search: Search, context: string, replacement: string) => {
    const [match] = matchesOf(context, patternOf(search) ?? /$^/g);
    return match === undefined ? null : replacementFor(search, match, replacement);
  };

  test("is taken literally", () => {
    expect(replaced(plain("cost"), "the cost", "$1 $& \\n")).toBe("$1 $& \\n");
  });

  test("of a pattern may use its groups", () => {
    expect(replaced(plain("(\\w+), (\\w+)", { isPattern: true }), "by Lovelace, Ada.", "$2 $1")).toBe("Ada Lovelace");
  });

  test("of a pattern sees what is around the match", () => {
    expect(replaced(plain("(?<=£)(\\d+)", { isPattern: true }), "for £20 now", "$1.00")).toBe("20.00");
  });

  test("of a pattern knows groups by name, the match, and a dollar sign", () => {
    const date = plain("(?<month>\\d+)/(?<day>\\d+)", { isPattern: true });
    expect(replaced(date, "on 12/10.", "$<day>.$<month>. ($&, $$1, $<year>)")).toBe("10.12. (12/10, $1, )");
  });

  test("of a pattern takes two digits for a group only where there are so many", () => {
    expect(replaced(plain("(a)(b)?", { isPattern: true }), "ac", "[$12|$2|$3|$0]")).toBe("[a2||$3|$0]");
  });
});

test("many lines are searched until there are enough matches", () => {
  const lines = matchesByLine(["aa", "b", "aaa", "a"], plain("a"), 4);
  expect(lines.map((matches) => matches.length)).toEqual([2, 0, 2, 0]);
  expect(matchesByLine(["aa"], plain("(", { isPattern: true }), 4)).toEqual([[]]);
});
