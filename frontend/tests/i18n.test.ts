import { afterEach, expect, test } from "vitest";
import { gettext, ngettext } from "../src/i18n";

const page = globalThis as { django?: unknown };

afterEach(() => {
  delete page.django;
});

test("a message without a catalogue is said in English", () => {
  expect(gettext("Saved")).toBe("Saved");
});

test("values take their places, and an unknown place stays visible", () => {
  expect(gettext("%(name)s is in %(where)s", { name: "Ada" })).toBe("Ada is in %(where)s");
});

test("a count chooses the form", () => {
  const edits = (count: number): string => ngettext("%(count)s edit", "%(count)s edits", count);
  expect([edits(0), edits(1), edits(2)]).toEqual(["0 edits", "1 edit", "2 edits"]);
});

test("the page's catalogue translates before the values take their places", () => {
  page.django = {
    gettext: (message: string) => (message === "Hello %(name)s" ? "Hallo %(name)s" : message),
    ngettext: (one: string, many: string, count: number) => `de: ${count === 1 ? one : many}`,
  };
  expect(gettext("Hello %(name)s", { name: "Ada" })).toBe("Hallo Ada");
  expect(ngettext("%(count)s edit", "%(count)s edits", 3)).toBe("de: 3 edits");
});
