// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EMPTY_LEDGER, type Ledger, type SaveStatus } from "../src/status";
import { SaveChip } from "../src/ui/saveChip";

const SAVED: SaveStatus = { detail: "Everything is stored.", label: "Saved", state: "saved" };
const SAVING: SaveStatus = { detail: "1 edit on the way.", label: "Saving…", state: "saving" };
const UNSAVED: SaveStatus = { detail: "Offline: 1 edit kept.", label: "Not saved yet", state: "unsaved" };
const WAITING: Ledger = { ...EMPTY_LEDGER, edits: 1, since: 0 };

let chip: SaveChip;
let root: HTMLElement;

const button = () => root.querySelector<HTMLButtonElement>("[data-testid=save-chip]");
const shown = () => [button()?.dataset["state"], button()?.textContent];

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  root = document.createElement("div");
  document.body.append(root);
  chip = new SaveChip(root);
  chip.show(SAVED, EMPTY_LEDGER, true);
});

afterEach(() => {
  vi.useRealTimers();
});

test("the state is true at once, the word waits so that it does not flicker", () => {
  chip.show(SAVING, WAITING, true);
  expect(shown()).toEqual(["saving", "Saved"]);
  vi.advanceTimersByTime(1_000);
  expect(shown()).toEqual(["saving", "Saving…"]);
});

test("a commit that takes no time shows no word at all", () => {
  chip.show(SAVING, WAITING, true);
  chip.show(SAVED, EMPTY_LEDGER, true);
  vi.advanceTimersByTime(1_000);
  expect(shown()).toEqual(["saved", "Saved"]);
});

test("trouble is shown and said without delay", () => {
  chip.show(UNSAVED, WAITING, true);
  expect(shown()).toEqual(["unsaved", "Not saved yet"]);
  expect(document.getElementById("announcer")?.textContent).toContain("Not saved yet");
});

test("the popover says more, and since when", () => {
  chip.show(UNSAVED, WAITING, true);
  button()?.click();
  expect(button()?.getAttribute("aria-expanded")).toBe("true");
  expect(root.textContent).toContain("Offline: 1 edit kept.");
  expect(root.textContent).toContain("Waiting since");
});

test("readers see no chip, unless it has something to tell", () => {
  chip.show(SAVED, EMPTY_LEDGER, false);
  expect(root.hidden).toBe(true);
  chip.show({ ...UNSAVED, state: "problem" }, EMPTY_LEDGER, false);
  expect(root.hidden).toBe(false);
});
