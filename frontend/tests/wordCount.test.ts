import { expect, test } from "vitest";
import { countText, minutesToRead } from "../src/wordCount";

test.each([
  ["", 0],
  ["  ", 0],
  ["one", 1],
  ["one two\nthree", 3],
  ["don't re-read Ada’s notes", 4],
  ["1,234.5 cards", 2],
  ["– and —", 1],
  ["日本語", 3],
  ["東京 is かな", 5],
  ["Привет, мир", 2],
])("%j has %i words", (text, words) => {
  expect(countText(text).words).toBe(words);
});

test("characters are what people see of them, with and without spaces", () => {
  expect(countText("a 😀 b")).toEqual({ characters: 5, letters: 3, words: 2 });
});

test("reading takes at least a minute", () => {
  expect(minutesToRead(0)).toBe(1);
  expect(minutesToRead(2_200)).toBe(10);
});
