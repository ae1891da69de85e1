// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateHTML, generateJSON, getSchema } from "@tiptap/core";
import { describe, expect, test } from "vitest";
import { schemaExtensions, schemaSpec } from "../src/schema";

const COMMITTED = join(import.meta.dirname, "../../documents/static/collab_documents/schema.json");

const extensions = schemaExtensions();

function html(...content: object[]): string {
  return generateHTML({ content, type: "doc" }, extensions);
}

function linked(href: unknown): string {
  const marks = [{ attrs: { class: "x", href, rel: "opener", target: "_top" }, type: "link" }];
  return html({ content: [{ marks, text: "here", type: "text" }], type: "paragraph" });
}

test("the committed schema.json is this schema", () => {
  expect(JSON.parse(readFileSync(COMMITTED, "utf8"))).toEqual(JSON.parse(JSON.stringify(schemaSpec())));
});

test("the names that documents store do not change", () => {
  const { nodes, marks } = schemaSpec();
  expect(Object.keys(nodes).sort()).toEqual([
    "blockquote",
    "bulletList",
    "codeBlock",
    "doc",
    "hardBreak",
    "heading",
    "horizontalRule",
    "image",
    "listItem",
    "orderedList",
    "paragraph",
    "table",
    "tableCell",
    "tableHeader",
    "tableRow",
    "taskItem",
    "taskList",
    "text",
  ]);
  expect(Object.keys(marks).sort()).toEqual(["bold", "code", "highlight", "italic", "link", "strike", "underline"]);
});

test("no node or mark writes by itself: histories and trailing paragraphs are left to people", () => {
  expect(extensions.flatMap(({ name }) => name)).not.toContain("undoRedo");
  expect(getSchema(extensions).topNodeType.name).toBe("doc");
});

describe("what reached a document past an editor", () => {
  test("cannot make a link that runs", () => {
    expect(linked("javascript:alert(1)")).not.toContain("href");
    expect(linked(["https://example.org"])).not.toContain("href");
  });

  test("cannot change where links open or what they send", () => {
    const rendered = linked("https://example.org/");
    expect(rendered).toContain('rel="noopener noreferrer nofollow"');
    expect(rendered).toContain('target="_blank"');
    expect(rendered).not.toContain("class");
  });

  test("cannot make an image that is something else", () => {
    expect(html({ attrs: { src: "data:image/svg+xml,<svg onload=alert(1)>" }, type: "image" })).not.toContain("src");
    expect(html({ attrs: { src: "https://example.org/a.png" }, type: "image" })).toContain("no-referrer");
  });
});

test("pasted HTML brings no script, style or handler along", () => {
  const pasted = '<p onclick="x()" style="position:fixed">a<script>b()</script><a href="javascript:c()">d</a></p>';
  const kept = JSON.stringify(generateJSON(pasted, extensions));
  expect(kept).not.toMatch(/onclick|script|position/);
});
