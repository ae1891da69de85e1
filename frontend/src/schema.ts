/**
 * The document schema: which nodes and marks exist, in the names that are stored in every document.
 *
 * Invariant: the server checks each of its own writes against `schema.json`, which the build writes from this file. A
 * browser that meets a node it does not know would delete it for everyone, so any change here raises SCHEMA_VERSION.
 */

import { type Extensions, getSchema, mergeAttributes } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { Details, DetailsContent, DetailsSummary } from "@tiptap/extension-details";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import Highlight from "@tiptap/extension-highlight";
import { HorizontalRule } from "@tiptap/extension-horizontal-rule";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import Subscript from "@tiptap/extension-subscript";
import Superscript from "@tiptap/extension-superscript";
import { TableKit, TableView } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Dropcursor } from "@tiptap/extensions/drop-cursor";
import { Gapcursor } from "@tiptap/extensions/gap-cursor";
import { Alignment } from "./editor/alignment";
import { Callout } from "./editor/callout";
import { HighlightedCode } from "./editor/code";
import { SafeImage } from "./editor/image";
import { BlockMaths, InlineMaths } from "./editor/maths";
import { Mention } from "./editor/mention";
import { gettext } from "./i18n";
import { isSafeLink } from "./safeUrl";

/** Sent at connect as `schema`; the server answers 4426 to a browser that knows an older one than it does. */
export const SCHEMA_VERSION = 2;

const LINK_REL = "noopener noreferrer nofollow";

/** Keeps the stock attribute names, so that documents travel, but renders only what is safe. */
const SafeLink = Link.extend({
  inclusive: false,
  renderHTML({ HTMLAttributes: { href, title } }) {
    const safe = isSafeLink(href) ? { href } : {};
    return ["a", mergeAttributes({ rel: LINK_REL, target: "_blank" }, safe, title ? { title } : {}), 0];
  },
}).configure({
  autolink: true,
  defaultProtocol: "https",
  isAllowedUri: (address) => isSafeLink(address),
  linkOnPaste: true,
  markdownLinks: true,
  openOnClick: false,
});

/**
 * Of what holds several lines: all of it is read in the direction of its first letter, so that the points of a list or
 * the columns of a table stand on one side. Lines for themselves have theirs by the style sheet.
 */
const DIRECTED = { HTMLAttributes: { dir: "auto" } };

/**
 * What every editor has, one by one: Tiptap's starter kit brings a history along, which would undo other people's
 * edits, and a paragraph that each browser would add to the end of a document when it opens it.
 */
const BASICS: Extensions = [
  Bold,
  Blockquote.configure(DIRECTED),
  BulletList.configure(DIRECTED),
  Code,
  Document,
  Dropcursor,
  Gapcursor,
  HardBreak,
  Heading,
  HorizontalRule,
  Italic,
  ListItem,
  ListKeymap,
  OrderedList.configure(DIRECTED),
  Paragraph,
  Strike,
  Text,
  Underline,
];

/** Where columns can be resized, Tiptap shows tables without their attributes. */
class DirectedTable extends TableView {
  constructor(...[node, cellMinWidth, view]: ConstructorParameters<typeof TableView>) {
    super(node, cellMinWidth, view, DIRECTED.HTMLAttributes);
  }
}

/** Every extension that defines a node or a mark. Behaviour without a schema (placeholder, carets) is editor.ts. */
export function schemaExtensions(): Extensions {
  return [
    ...BASICS,
    SafeLink,
    Highlight,
    Subscript,
    Superscript,
    SafeImage,
    HighlightedCode,
    Callout,
    Details.configure({ ...DIRECTED, renderToggleButton: labelToggle }),
    DetailsSummary,
    DetailsContent,
    InlineMaths,
    BlockMaths,
    Mention,
    Alignment,
    TaskList.configure(DIRECTED),
    // The text of the task follows in the same list item; as a label it would be in the page twice.
    TaskItem.configure({ a11y: { checkboxLabel: () => gettext("Done") }, nested: true }),
    TableKit.configure({ table: { ...DIRECTED, cellMinWidth: 48, resizable: true, View: DirectedTable } }),
  ];
}

function labelToggle({ element, isOpen }: { element: HTMLButtonElement; isOpen: boolean }): void {
  element.setAttribute("aria-label", isOpen ? gettext("Hide the details") : gettext("Show the details"));
  element.setAttribute("aria-expanded", String(isOpen));
}

/** One node or mark of the ProseMirror schema: the plain-data part that other languages can load. */
type TypeSpec = Record<string, unknown>;

const SHARED_KEYS = [
  "content",
  "group",
  "marks",
  "inline",
  "atom",
  "code",
  "defining",
  "isolating",
  "excludes",
] as const;
const FURTHER_KEYS = ["inclusive", "spanning", "whitespace", "linebreakReplacement", "tableRole"] as const;

function plainSpec(spec: object): TypeSpec {
  const source = spec as TypeSpec;
  const plain: TypeSpec = {};
  for (const key of [...SHARED_KEYS, ...FURTHER_KEYS]) {
    if (source[key] !== undefined) plain[key] = source[key];
  }
  const attributes = Object.entries((source["attrs"] ?? {}) as Record<string, { default?: unknown }>);
  if (attributes.length > 0) {
    plain["attrs"] = Object.fromEntries(
      attributes.map(([name, { default: value = null }]) => [name, { default: value }]),
    );
  }
  return plain;
}

/** The schema as plain data, in ProseMirror's order: what `schema.json` holds. */
export function schemaSpec(): { version: number; topNode: string; nodes: TypeSpec; marks: TypeSpec } {
  const { nodes, marks } = getSchema(schemaExtensions());
  const plain = (types: Record<string, { spec: object }>) =>
    Object.fromEntries(Object.entries(types).map(([name, { spec }]) => [name, plainSpec(spec)]));
  return { version: SCHEMA_VERSION, topNode: "doc", nodes: plain(nodes), marks: plain(marks) };
}
