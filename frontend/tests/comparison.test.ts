// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { type Change, type ComparedBlock, listDepth, onlyDetailsChanged, stretchesOf } from "../src/comparison";
import { comparisonView } from "../src/ui/comparisonView";

function block(change: Change, text = "words", more: Partial<ComparedBlock> = {}): ComparedBlock {
  const run = { change: change === "changed" ? ("equal" as const) : change, marks: [], text };
  return { change, level: null, marker: "", runs: [run], type: "paragraph", within: [], ...more };
}

const compared = (blocks: ComparedBlock[]) => ({ blocks, deleted: 0, inserted: 0 });
const equal = (count: number) => Array.from({ length: count }, () => block("equal"));

describe("stretches", () => {
  test("of two states that say the same are none", () => {
    expect(stretchesOf(compared(equal(3)))).toEqual([]);
  });

  test("keep two blocks around a change in sight and fold the rest", () => {
    const stretches = stretchesOf(compared([...equal(5), block("inserted"), ...equal(6)]));
    expect(stretches.map(({ blocks, isFolded }) => [blocks.length, isFolded])).toEqual([
      [3, true],
      [5, false],
      [4, true],
    ]);
  });

  test("fold no single block", () => {
    const stretches = stretchesOf(compared([...equal(3), block("deleted")]));
    expect(stretches.map(({ isFolded }) => isFolded)).toEqual([false, false]);
  });
});

test("depth counts lists alone", () => {
  const within = ["bulletList", "listItem", "orderedList", "listItem", "blockquote"];
  expect(listDepth(block("equal", "", { within }))).toBe(2);
});

test("a block whose words all stayed changed in its details", () => {
  expect(onlyDetailsChanged(block("changed"))).toBe(true);
  expect(onlyDetailsChanged(block("inserted"))).toBe(false);
});

describe("the view", () => {
  test("marks what came and what went, as text and never as HTML", () => {
    const view = comparisonView(compared([block("inserted", "<b>new</b>"), block("deleted", "old")]));
    const words = (tag: string) => [...view.querySelectorAll(`.compared ${tag}`)].map(({ textContent }) => textContent);
    expect(words("ins")).toEqual(["<b>new</b>"]);
    expect(words("del")).toEqual(["old"]);
    expect(view.querySelector("b")).toBeNull();
  });

  test("tells changes to those who cannot see them", () => {
    const view = comparisonView(compared([block("deleted", "old")]));
    expect(view.querySelector(".compared .visually-hidden")?.textContent).toBe("Removed: ");
  });

  test("keeps marks and levels", () => {
    const run = { change: "inserted" as const, marks: ["bold", "textStyle"], text: "loud" };
    const view = comparisonView(compared([block("inserted", "", { level: 2, runs: [run], type: "heading" })]));
    expect(view.querySelector("h2 > ins > strong")?.textContent).toBe("loud");
  });

  test("says so when nothing changed", () => {
    expect(comparisonView(compared(equal(1))).textContent).toBe("Nothing has changed since.");
  });
});
