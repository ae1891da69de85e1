// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BLOCKS, blockNamed } from "../src/blocks";

const ICONS = readFileSync(join(import.meta.dirname, "../../documents/templates/collab_documents/icons.svg"), "utf8");

test("every block has a name of its own, a title, words to find it by and an icon that exists", () => {
  expect(new Set(BLOCKS.map(({ name }) => name)).size).toBe(BLOCKS.length);
  for (const { title, keywords, icon } of BLOCKS) {
    expect(title).not.toBe("");
    expect(keywords.every((word) => word !== "" && word === word.toLowerCase())).toBe(true);
    expect(ICONS).toContain(`id="icon-${icon}"`);
  }
});

test("a block is found by its name", () => {
  expect(blockNamed("table").title).toBe("Table");
  expect(() => blockNamed("spreadsheet")).toThrow(RangeError);
});
