// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Editor } from "../src/editor";
import { found, goOn, look, replaceAll, replaceOne } from "../src/editor/find";
import { type Beside, LIMIT_SECONDS, PatternSearch } from "../src/patternSearch";
import type { Question } from "../src/patternWorker";
import { matchesByLine, type Search } from "../src/searchPattern";
import { mounted } from "./mounted";

/** Answers when it is told to. */
class SlowWorker extends EventTarget implements Beside {
  readonly questions: Question[] = [];
  ended = false;

  postMessage(question: Question): void {
    this.questions.push(question);
  }

  terminate(): void {
    this.ended = true;
  }

  runs(): void {
    this.dispatchEvent(new MessageEvent("message", { data: null }));
  }

  answer(): void {
    const asked = this.questions.shift();
    if (asked === undefined) throw new Error("Nobody asked.");
    const data = structuredClone(matchesByLine(asked.lines, asked.search, asked.most));
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

const NUMBER: Search = { isPattern: true, matchCase: false, text: "(\\d)(\\d)", wholeWords: false };

let editor: Editor;
let workers: SlowWorker[];
let patterns: PatternSearch;

beforeEach(() => {
  vi.useFakeTimers();
  const doc = new Y.Doc();
  const element = document.createElement("div");
  document.body.replaceChildren(element);
  const fragment = doc.getXmlFragment("default");
  editor = mounted({ awareness: new Awareness(doc), editable: true, element, fragment, selection: null });
  editor.commands.setContent("<p>12 and 34</p><p>none</p><p>56</p>");
  editor.commands.setTextSelection(1);
  workers = [];
  patterns = new PatternSearch(editor, () => {
    const worker = new SlowWorker();
    workers.push(worker);
    return worker;
  });
  editor.on("transaction", () => patterns.follow());
});

afterEach(() => vi.useRealTimers());

const worker = () => workers.at(-1) as SlowWorker;
const texts = () => found(editor)?.matches.map(({ from, to }) => editor.state.doc.textBetween(from, to));

function lookFor(search: Search): void {
  look(editor, search);
  worker().runs();
  worker().answer();
}

test("what the worker finds is shown once it answers", () => {
  look(editor, NUMBER);
  expect(texts()).toEqual([]);
  expect(found(editor)?.unknown).toHaveLength(3);
  worker().runs();
  worker().answer();
  expect(texts()).toEqual(["12", "34", "56"]);
  expect(found(editor)).toMatchObject({ index: 0, unfinished: null, unknown: [] });
});

test("what is looked for letter by letter needs no worker", () => {
  look(editor, { ...NUMBER, isPattern: false, text: "12" });
  expect(texts()).toEqual(["12"]);
  expect(workers).toEqual([]);
});

test("a change asks for the changed line alone, and the other matches stay", () => {
  lookFor(NUMBER);
  editor.commands.insertContentAt(editor.state.doc.content.size - 1, " 78");
  expect(texts()).toEqual(["12", "34"]);
  expect(worker().questions.map(({ lines }) => lines)).toEqual([["56 78"]]);
  worker().answer();
  expect(texts()).toEqual(["12", "34", "56", "78"]);
});

test("replacing one after the other leaves out none of the same line", () => {
  lookFor(NUMBER);
  replaceOne(editor, "$2$1");
  worker().answer();
  expect(texts()?.[found(editor)?.index ?? -1]).toBe("34");
  goOn(editor, 1);
  expect(found(editor)?.index).toBe(2);
  replaceOne(editor, "<$&>");
  expect(editor.getText()).toContain("21 and 34");
  expect(editor.getText()).toContain("<56>");
});

test("all are replaced by what their groups held", () => {
  lookFor(NUMBER);
  expect(replaceAll(editor, "$2-$1")).toBe(3);
  expect(editor.getText({ blockSeparator: "|" })).toBe("2-1 and 4-3|none|6-5");
});

test("a pattern that takes too long is ended and not tried again as one types", () => {
  look(editor, NUMBER);
  worker().runs();
  vi.advanceTimersByTime(LIMIT_SECONDS * 1000 - 1);
  expect(worker().ended).toBe(false);
  vi.advanceTimersByTime(1);
  expect(worker().ended).toBe(true);
  expect(found(editor)).toMatchObject({ matches: [], unfinished: "slow" });
  editor.commands.insertContentAt(1, "more ");
  expect(found(editor)?.unfinished).toBe("slow");
  expect(workers).toHaveLength(1);
});

test("another search starts afresh", () => {
  look(editor, NUMBER);
  const first = worker();
  first.runs();
  look(editor, { ...NUMBER, text: "\\d+" });
  expect(first.ended).toBe(true);
  vi.advanceTimersByTime(LIMIT_SECONDS * 1000 - 1);
  worker().runs();
  first.answer();
  expect(texts()).toEqual([]);
  worker().answer();
  expect(found(editor)?.unfinished).toBeNull();
  expect(texts()).toEqual(["12", "34", "56"]);
});

test("the time that the script takes to come does not count", () => {
  look(editor, NUMBER);
  vi.advanceTimersByTime(60_000);
  expect(worker().ended).toBe(false);
});

test("a script that does not come is said, and tried again with the next search", () => {
  look(editor, NUMBER);
  worker().dispatchEvent(new Event("error"));
  expect(found(editor)?.unfinished).toBe("missing");
  lookFor({ ...NUMBER });
  expect(texts()).toEqual(["12", "34", "56"]);
});

test("who stops looking ends the search", () => {
  look(editor, NUMBER);
  look(editor, null);
  expect(worker().ended).toBe(true);
});
