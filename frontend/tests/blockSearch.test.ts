import { expect, test } from "vitest";
import { folded, matching } from "../src/blockSearch";

const TEXT = { keywords: ["paragraph", "plain"], title: "Text" };
const HEADING = { keywords: ["title", "h1"], title: "Heading 1" };
const BULLETS = { keywords: ["ul", "points"], title: "Bullet list" };
const TASKS = { keywords: ["todo"], title: "Task list" };
const ALL = [TEXT, HEADING, BULLETS, TASKS];

test("nothing typed finds everything in its order", () => {
  expect(matching(ALL, "")).toEqual(ALL);
  expect(matching(ALL, " ")).toEqual(ALL);
});

test("the beginning of the title comes before other words, those before keywords, and those before mere parts", () => {
  expect(matching(ALL, "t")).toEqual([TEXT, TASKS, HEADING, BULLETS]);
  expect(matching(ALL, "list")).toEqual([BULLETS, TASKS]);
  expect(matching(ALL, "ext")).toEqual([TEXT]);
});

test("case and accents do not matter", () => {
  expect(folded("Überschrift Élan")).toBe("uberschrift elan");
  expect(matching([{ keywords: [], title: "Équation" }], "equ")).toHaveLength(1);
  expect(matching(ALL, "H1")).toEqual([HEADING]);
});

test("what no block has finds nothing", () => {
  expect(matching(ALL, "spreadsheet")).toEqual([]);
});
