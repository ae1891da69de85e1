import { describe, expect, test } from "vitest";
import { announcement, initials, inkOn, peopleIn, safeColor, safeName, shownName } from "../src/presence";

const ada = { user: { color: "#1d4ed8", id: 1, name: "Ada Lovelace" } };
const alan = { user: { color: "#be123c", id: 2, name: "Alan Turing" } };

describe("people in the awareness table", () => {
  test("are one per account, however many tabs they have open", () => {
    const people = peopleIn(
      new Map<number, unknown>([
        [10, ada],
        [11, alan],
        [12, alan],
      ]),
      10,
      "1",
    );
    expect(people.map(({ name, clients, isSelf }) => [name, clients, isSelf])).toEqual([
      ["Ada Lovelace", [10], true],
      ["Alan Turing", [11, 12], false],
    ]);
  });

  test("count a second tab of one's own as oneself", () => {
    expect(
      peopleIn(
        new Map<number, unknown>([
          [10, ada],
          [11, ada],
        ]),
        10,
        "1",
      ),
    ).toHaveLength(1);
  });

  test("are idle when all their tabs are", () => {
    const idle = (...states: boolean[]) =>
      peopleIn(new Map(states.map((isIdle, at) => [20 + at, { ...alan, idle: isIdle }])), 10, "1").map(
        ({ isIdle }) => isIdle,
      );
    expect([idle(true), idle(true, true), idle(true, false), idle(false, true)]).toEqual([
      [true],
      [true],
      [false],
      [false],
    ]);
  });

  test("leave out clients that never said who they are", () => {
    expect(
      peopleIn(
        new Map<number, unknown>([
          [10, ada],
          [11, {}],
          [12, null],
        ]),
        10,
        "1",
      ),
    ).toHaveLength(1);
  });

  test("have a word beside their name if they have no account", () => {
    const zoe = { user: { color: "#1d4ed8", guest: true, id: "guest:1", name: "Zoe" } };
    const liar = { user: { color: "#1d4ed8", guest: "yes", id: "user:3", name: "Eve" } };
    const people = peopleIn(
      new Map<number, unknown>([
        [11, zoe],
        [12, liar],
      ]),
      10,
      "1",
    );
    expect(people.map(shownName)).toEqual(["Eve", "Zoe (guest)"]);
  });

  test("are shown safely, whatever a hostile browser claims to be", () => {
    const hostile = { user: { color: "red;background:url(x)", id: {}, name: ["<b>"] } };
    expect(peopleIn(new Map<number, unknown>([[11, hostile]]), 10, "1")[0]).toMatchObject({
      color: "#6b7280",
      name: "Somebody",
    });
  });
});

test("a colour is six hexadecimal digits or grey", () => {
  expect(safeColor("#A1b2C3")).toBe("#A1b2C3");
  expect(safeColor("#fff")).toBe("#6b7280");
});

test("a name is one short line", () => {
  expect(safeName(" Ada\n Lovelace ")).toBe("Ada Lovelace");
  expect(safeName("x".repeat(500))).toHaveLength(60);
});

test("initials come from the first and the last word", () => {
  expect(["Ada Lovelace", "ada", "Jean-Luc van Picard", ""].map(initials)).toEqual(["AL", "A", "JP", "?"]);
});

test("ink on a colour is the one that reads better", () => {
  expect([inkOn("#1d4ed8"), inkOn("#facc15")]).toEqual(["#ffffff", "#000000"]);
});

describe("an announcement", () => {
  const person = (name: string, isSelf = false) => ({
    clients: [1],
    color: "#000000",
    isGuest: false,
    isIdle: false,
    isSelf,
    key: name,
    name,
  });

  test("names who came and who went", () => {
    expect(announcement([person("Ada"), person("Bob")], [person("Ada"), person("Cleo"), person("Dan")])).toBe(
      "Cleo and Dan joined. Bob left.",
    );
  });

  test("is not made about oneself or when nothing changed", () => {
    expect(announcement([], [person("Me", true)])).toBeNull();
    expect(announcement([person("Ada")], [person("Ada")])).toBeNull();
  });
});
