// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { caretElement } from "../src/carets";

test("a name is text, whatever it looks like", () => {
  const caret = caretElement({ color: "#1d4ed8", name: "<img src=x onerror=alert(1)>" });
  expect(caret.querySelector("img")).toBeNull();
  expect(caret.querySelector(".caret-name")?.textContent).toBe("<img src=x onerror=alert(1)>");
});

test("a colour that is none becomes grey", () => {
  const caret = caretElement({ color: "red; background: url(https://evil.example)", name: "Eve" });
  expect(caret.style.getPropertyValue("--caret")).toBe("#6b7280");
});
