// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tidied } from "../src/editor/clipboard";
import { htmlOf } from "../src/markdown";
import { looksLikeMarkdown } from "../src/markdownSigns";

const FIXTURES = join(import.meta.dirname, "../../tests/content/fixtures/clipboard");
const clipboard = (name: string) => readFileSync(join(FIXTURES, `${name}.html`), "utf8");

/** Tags and text alone. */
function outline(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const node of page.body.querySelectorAll("*"))
    for (const name of node.getAttributeNames())
      if (!["href", "data-type", "data-checked", "colspan"].includes(name)) node.removeAttribute(name);
  return page.body.innerHTML
    .replace(/<\/?span>|<!--.*?-->/g, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
}

test("what Word calls paragraphs becomes lists, a title and a quote", () => {
  const page = outline(tidied(clipboard("word")));
  expect(page).toContain("<h1>Release plan</h1><h2>What we ship</h2>");
  expect(page).toContain(
    "<ul><li><p>Live editing</p><ul><li><p>for <b>everybody</b></p></li></ul></li><li><p>Versions</p></li></ul>" +
      "<ol><li><p>Write</p></li><li><p>Announce</p></li></ol>",
  );
  expect(page).toContain("<blockquote><p>Trust is earned.</p></blockquote>");
  expect(page).not.toMatch(/supportLists|Ignore|·|o:p|StyleDefinitions/);
});

test("Google's wrapper is not bold, and its lists nest", () => {
  const page = outline(tidied(clipboard("googleDocs")));
  expect(page).toMatch(/^<h1>Release plan<\/h1><p>/);
  expect(page).toContain(
    "<ul><li><p>Live editing</p><ul><li><p>for everybody</p></li></ul></li><li><p>Versions</p></li></ul>",
  );
  expect(page).toContain(
    '<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><p>Invite</p></li></ul>',
  );
  expect(page).not.toContain("<br");
});

test("how text looks becomes tags, links excepted", () => {
  const html = tidied(
    '<p style="text-align:center"><span style="font-weight:700;font-style:italic">a</span>' +
      '<a href="/b"><span style="text-decoration:underline">b</span></a></p>',
  );
  expect(html).toContain("<em><strong>a</strong></em>");
  expect(html).toContain('align="center"');
  expect(html).not.toContain("<u>");
});

test("other HTML stays as it is", () => {
  expect(tidied("<p>a<br>b</p>")).toBe("<p>a<br>b</p>");
});

test.each([
  "# Title",
  "- one\n- two",
  "1. one\n2. two",
  "> one\n> two",
  "```\ncode\n```",
  "a **bold** word",
  "see [this](https://example.org)",
  "- [ ] one",
  "| a | b |\n| --- | --- |\n| c | d |",
])("%j is Markdown", (text) => {
  expect(looksLikeMarkdown(text)).toBe(true);
});

test.each([
  "plain words",
  "#hashtag",
  "- one",
  "2 * 3 * 4",
  "a ** b ** c",
  "[1] a note (see below)",
  "3. May",
  "--- x",
])("%j is no Markdown", (text) => {
  expect(looksLikeMarkdown(text)).toBe(false);
});

test("Markdown becomes what it says, and tags in it stay text", () => {
  const html = htmlOf("# One\n\n- [x] done\n- [ ] open\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1))");
  expect(html).toContain("<h1>One</h1>");
  expect(html).toMatch(/data-type="taskList"[\s\S]*data-checked="true"[\s\S]*done[\s\S]*data-checked="false"/);
  expect(html).not.toContain("[x]");
  expect(html).not.toContain("<script");
  expect(html).not.toContain("href");
});
