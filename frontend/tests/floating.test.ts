import { describe, expect, test } from "vitest";
import { placed } from "../src/ui/floating";

const ROOM = { bottom: 600, left: 0, right: 800, top: 100 };
const SIZE = { height: 40, width: 200 };
const box = (left: number, top: number, width = 100) => ({ bottom: top + 20, left, right: left + width, top });

describe("something that belongs above", () => {
  const above = { align: "center", side: "above" } as const;

  test("stands above the middle", () => {
    expect(placed(box(300, 300), SIZE, ROOM, above)).toEqual({ left: 250, top: 252 });
  });

  test("goes below where something covers the top", () => {
    expect(placed(box(300, 110), SIZE, ROOM, above).top).toBe(138);
  });

  test("stays on the screen at its edges", () => {
    expect(placed(box(0, 300), SIZE, ROOM, above).left).toBe(8);
    expect(placed(box(780, 300, 20), SIZE, ROOM, above).left).toBe(592);
  });
});

describe("something that belongs below", () => {
  const below = { align: "start", side: "below" } as const;

  test("begins where the text begins", () => {
    expect(placed(box(300, 300), SIZE, ROOM, below)).toEqual({ left: 300, top: 328 });
  });

  test("goes above at the foot of the screen", () => {
    expect(placed(box(300, 560), SIZE, ROOM, below).top).toBe(512);
  });

  test("shows its beginning where it fits nowhere", () => {
    expect(placed(box(300, 300), { height: 900, width: 900 }, ROOM, below)).toEqual({ left: 8, top: 108 });
  });
});
