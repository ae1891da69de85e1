import { expect, test } from "vitest";
import { readableAddress } from "../src/linkAddress";

test.each([
  ["https://www.example.org/", "example.org", ""],
  ["https://example.org:8443/a/b?c=d#e", "example.org:8443", "/a/b?c=d#e"],
  ["https://example.org/%C3%BCber", "example.org", "/über"],
  ["mailto:ada@example.org", "ada@example.org", ""],
  ["/documents/1", "", "/documents/1"],
])("%s is read as %s and %s", (href, host, rest) => {
  expect(readableAddress(href)).toEqual({ host, rest });
});

test("a name before an @ is not taken for the host", () => {
  expect(readableAddress("https://bank.example@evil.example/").host).toBe("evil.example");
});

test("letters that look like others are shown as browsers resolve them", () => {
  expect(readableAddress("https://bаnk.example/").host).toBe("xn--bnk-6cd.example");
});

test("what would turn the direction of the text, or is no text, stays encoded", () => {
  expect(readableAddress("https://a.example/%E2%80%AEgpj").rest).toBe("/%E2%80%AEgpj");
  expect(readableAddress("https://a.example/%FF").rest).toBe("/%FF");
});
