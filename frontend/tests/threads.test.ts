import { expect, test } from "vitest";
import { inTextOrder, piecesOf, type Thread } from "../src/comments/threads";
import { ago } from "../src/comments/when";

const thread = (id: number) => ({ id }) as Thread;

test("threads stand in the order of the text, those without a place last", () => {
  const places = new Map([
    [1, 40],
    [3, 5],
  ]);
  const sorted = inTextOrder([thread(4), thread(1), thread(2), thread(3)], (id) => places.get(id));
  expect(sorted.map(({ id }) => id)).toEqual([3, 1, 2, 4]);
});

test("mentions are told apart, others stay text", () => {
  const pieces = piecesOf({
    mentions: { ada: "Ada Lovelace", "ada.l": "Ada L." },
    text: "@ada.l, ask @ada, not @eve or a@ada",
  });
  expect(pieces).toEqual([
    { name: "Ada L.", text: "@ada.l" },
    { name: null, text: ", ask " },
    { name: "Ada Lovelace", text: "@ada" },
    { name: null, text: ", not @eve or a@ada" },
  ]);
});

test("text without mentions is one piece", () => {
  expect(piecesOf({ mentions: {}, text: "@ada?" })).toEqual([{ name: null, text: "@ada?" }]);
});

test.each([
  [30, "just now"],
  [90, "1 minute ago"],
  [7_300, "2 hours ago"],
  [90_000, "yesterday"],
  [8 * 86_400, "Jan 12"],
])("%i seconds are told as %s", (seconds, told) => {
  const now = new Date(2026, 0, 20, 12);
  expect(ago(new Date(now.getTime() - seconds * 1_000), now, "en")).toBe(told);
});
