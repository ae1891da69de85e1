import { expect, test } from "vitest";
import { completeLink, isSafeImage, isSafeLink } from "../src/safeUrl";

const HOSTILE = [
  "javascript:alert(1)",
  "JavaScript:alert(1)",
  "java\tscript:alert(1)",
  "java\nscript:alert(1)",
  "\u0001javascript:alert(1)",
  " javascript:alert(1)",
  "java\u200bscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "blob:https://example.org/x",
  "//evil.example/x",
  "",
];

test.each(HOSTILE)("%j is no link and no image", (address) => {
  expect(isSafeLink(address)).toBe(false);
  expect(isSafeImage(address)).toBe(false);
});

test.each([null, undefined, 7, ["https://example.org"], { href: "https://example.org" }])(
  "%j, which an update can carry, is no address",
  (value) => {
    expect(isSafeLink(value)).toBe(false);
    expect(isSafeImage(value)).toBe(false);
  },
);

test.each(["https://example.org/a?b#c", "http://example.org", "mailto:ada@example.org", "tel:+1555", "/page", "#part"])(
  "%s is a link",
  (address) => {
    expect(isSafeLink(address)).toBe(true);
  },
);

test("an image may not be a mail address", () => {
  expect(isSafeImage("mailto:ada@example.org")).toBe(false);
  expect(isSafeImage("https://example.org/a.png")).toBe(true);
});

test.each([
  ["example.org", "https://example.org"],
  ["example.org/path?q=1", "https://example.org/path?q=1"],
  ["ada@example.org", "mailto:ada@example.org"],
  [" https://example.org ", "https://example.org"],
  ["javascript:alert(1)", null],
  ["", null],
])("%j typed as a link becomes %j", (typed, completed) => {
  expect(completeLink(typed)).toBe(completed);
});
