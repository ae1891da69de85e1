/**
 * What changed, as one reads it: what came is underlined, what went is struck through, the rest is folded away.
 */

import {
  type Change,
  type ComparedBlock,
  type Comparison,
  listDepth,
  onlyDetailsChanged,
  type Run,
  type Stretch,
  stretchesOf,
} from "../comparison";
import { gettext, ngettext } from "../i18n";
import { element } from "./element";

const MARKS: Readonly<Record<string, keyof HTMLElementTagNameMap>> = {
  bold: "strong",
  code: "code",
  italic: "em",
  strike: "s",
  subscript: "sub",
  superscript: "sup",
  underline: "u",
};

/** The comparison as a page of text. */
export function comparisonView(comparison: Comparison): HTMLElement {
  const stretches = stretchesOf(comparison);
  if (stretches.length === 0) return element("p", { class: "comparison-empty" }, gettext("Nothing has changed since."));
  return element("div", { class: "comparison", dir: "auto" }, summary(comparison), ...stretches.map(stretchView));
}

function summary({ inserted, deleted }: Comparison): HTMLElement {
  const came = ngettext("%(count)s character added", "%(count)s characters added", inserted);
  const went = ngettext("%(count)s character removed", "%(count)s characters removed", deleted);
  return element("p", { class: "comparison-summary" }, element("ins", {}, came), " ", element("del", {}, went));
}

function stretchView({ blocks, isFolded }: Stretch): HTMLElement {
  const lines = blocks.map(blockView);
  if (!isFolded) return element("div", {}, ...lines);
  const title = ngettext(
    "%(count)s paragraph without a change",
    "%(count)s paragraphs without a change",
    blocks.length,
  );
  return element("details", { class: "comparison-fold" }, element("summary", {}, title), ...lines);
}

function blockView(block: ComparedBlock): HTMLElement {
  const depth = String(Math.min(listDepth(block), 4));
  const attributes = { class: "compared", "data-change": block.change, "data-depth": depth, "data-type": block.type };
  const spoken = spokenChange(block.change);
  return element(
    blockTag(block),
    attributes,
    spoken === null ? null : element("span", { class: "visually-hidden" }, `${spoken}: `),
    block.marker === "" ? null : element("span", { class: "compared-marker" }, `${block.marker} `),
    notedKind(block.type),
    ...block.runs.map(runView),
    onlyDetailsChanged(block) ? note(gettext("(formatting, a box or a link’s address changed)")) : null,
  );
}

function blockTag({ type, level }: ComparedBlock): "h1" | "h2" | "h3" | "pre" | "p" {
  if (type === "heading") return (["h1", "h2", "h3"] as const)[(level ?? 1) - 1] ?? "h3";
  return type === "codeBlock" ? "pre" : "p";
}

/** What is no text is named. */
function notedKind(type: string): HTMLElement | null {
  if (type === "image") return note(gettext("Picture:"));
  if (type === "horizontalRule") return note(gettext("Rule"));
  return type === "blockMath" ? note(gettext("Formula:")) : null;
}

function note(words: string): HTMLElement {
  return element("span", { class: "compared-note" }, ` ${words} `);
}

function spokenChange(change: Change): string | null {
  if (change === "equal") return null;
  return { changed: gettext("Changed"), deleted: gettext("Removed"), inserted: gettext("Added") }[change];
}

function runView({ text, marks, change }: Run): Node {
  const marked = marks.reduce<Node>((inner, name) => wrapped(inner, MARKS[name]), document.createTextNode(text));
  if (change === "inserted") return wrapped(marked, "ins");
  return change === "deleted" ? wrapped(marked, "del") : marked;
}

function wrapped(inner: Node, tag: keyof HTMLElementTagNameMap | undefined): Node {
  if (tag === undefined) return inner;
  const outer = document.createElement(tag);
  outer.append(inner);
  return outer;
}
