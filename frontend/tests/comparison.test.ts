// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import {
  type Change,
  type ComparedBlock,
  listDepth,
  onlyDetailsChanged,
  type Run,
  sharesOf,
  stretchesOf,
} from "../src/comparison";
import { comparisonView } from "../src/ui/comparisonView";

const ADA = { color: "#b3261e", guest: false, name: "Ada Lovelace" };
const EVE = { color: "#1e6fb3", guest: true, name: "Eve" };

function run(change: Change, text: string, author: number | null = null): Run {
  return { at: author === null ? null : "2026-11-21T18:00:00Z", author, change, marks: [], text };
}

function block(change: Change, text = "words", more: Partial<ComparedBlock> = {}): ComparedBlock {
  const runs = [run(change === "changed" ? "equal" : change, text)];
  return { change, level: null, marker: "", runs, type: "paragraph", within: [], ...more };
}

const compared = (blocks: ComparedBlock[]) => ({ authors: [ADA, EVE], blocks, deleted: 0, inserted: 0 });
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

test("who did most comes first", () => {
  const runs = [run("inserted", "four", 1), run("deleted", "seven..", 0), run("equal", "stays")];
  expect(sharesOf(compared([block("changed", "", { runs })]))).toEqual([
    { author: ADA, deleted: 7, inserted: 0 },
    { author: EVE, deleted: 0, inserted: 4 },
  ]);
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
    const loud = { ...run("inserted", "loud"), marks: ["bold", "textStyle"] };
    const view = comparisonView(compared([block("inserted", "", { level: 2, runs: [loud], type: "heading" })]));
    expect(view.querySelector("h2 > ins > strong")?.textContent).toBe("loud");
  });

  test("names who did what, in their colours", () => {
    const view = comparisonView(
      compared([block("changed", "", { runs: [run("inserted", "in", 1), run("deleted", "out", 0)] })]),
    );
    const [came, went] = ["ins", "del"].map((tag) => view.querySelector<HTMLElement>(`.compared ${tag}`));
    expect(came?.title).toContain("Eve (guest) · ");
    expect(came?.style.getPropertyValue("--author")).toBe(EVE.color);
    expect(went?.title).toContain("Ada Lovelace · ");
    expect(view.querySelector(".visually-hidden")?.textContent).toBe("Changed by Eve (guest), Ada Lovelace: ");
    const names = [...view.querySelectorAll(".comparison-name")].map(({ textContent }) => textContent);
    expect(names).toEqual(["Ada Lovelace", "Eve (guest)"]);
  });

  test("says so when nothing changed", () => {
    expect(comparisonView(compared(equal(1))).textContent).toBe("Nothing has changed since.");
  });
});
