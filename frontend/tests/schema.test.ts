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
    "blockMath",
    "blockquote",
    "bulletList",
    "callout",
    "codeBlock",
    "details",
    "detailsContent",
    "detailsSummary",
    "doc",
    "hardBreak",
    "heading",
    "horizontalRule",
    "image",
    "inlineMath",
    "listItem",
    "mention",
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
  expect(Object.keys(marks).sort()).toEqual([
    "bold",
    "code",
    "highlight",
    "italic",
    "link",
    "strike",
    "subscript",
    "superscript",
    "underline",
  ]);
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

test.each<[string, Record<string, unknown>]>([
  ["callout", { kind: ["script", { src: "//evil" }] }],
  ["callout", { kind: '"><script>alert(1)</script>' }],
  ["codeBlock", { language: '"><img src=x onerror=alert(1)>' }],
  ["blockMath", { latex: { script: 1 } }],
  ["image", { align: "x onload=alert(1)", src: "https://example.org/a.png", width: "1 onload=alert(1)" }],
  ["paragraph", { textAlign: ["script"] }],
])("a %s with attributes that no editor gives shows none of them", (type, attrs) => {
  const rendered = html({ attrs, type });
  expect(rendered).not.toMatch(/script|onload|onerror|evil/);
});

test("a mention of nobody shows no markup", () => {
  const attrs = { id: "<b>", label: ["<script>alert(1)</script>"] };
  expect(html({ content: [{ attrs, type: "mention" }], type: "paragraph" })).not.toMatch(/script|data-id/);
});

test("what is copied is pasted as it was", () => {
  const content = [
    {
      attrs: { kind: "danger" },
      content: [{ content: [{ text: "a", type: "text" }], type: "paragraph" }],
      type: "callout",
    },
    { attrs: { latex: "x < y" }, type: "blockMath" },
    {
      attrs: { textAlign: "center" },
      content: [
        { attrs: { latex: "x^2" }, type: "inlineMath" },
        { attrs: { id: "7", label: "Ada" }, type: "mention" },
      ],
      type: "paragraph",
    },
    {
      attrs: { align: "right", alt: "A", height: null, src: "https://example.org/a.png", title: null, width: 30 },
      type: "image",
    },
  ];
  const { content: pasted } = generateJSON(html(...content), extensions);
  expect(pasted).toMatchObject(content.map(({ type, attrs }) => ({ attrs, type })));
  expect(pasted[2].content).toEqual(content[2]?.content);
});

test("pasted HTML brings no script, style or handler along", () => {
  const pasted = '<p onclick="x()" style="position:fixed">a<script>b()</script><a href="javascript:c()">d</a></p>';
  const kept = JSON.stringify(generateJSON(pasted, extensions));
  expect(kept).not.toMatch(/onclick|script|position/);
});
