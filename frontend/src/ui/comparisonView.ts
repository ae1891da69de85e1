/**
 * What changed, as one reads it: what came is underlined, what went is struck through, both in the colour of who did
 * it; the rest is folded away.
 */

import {
  type Author,
  authorsOf,
  type ComparedBlock,
  type Comparison,
  listDepth,
  onlyDetailsChanged,
  type Run,
  type Stretch,
  sharesOf,
  stretchesOf,
} from "../comparison";
import { fullMoment } from "../history";
import { gettext, ngettext } from "../i18n";
import { safeColor, safeName, shownName } from "../presence";
import { element } from "./element";
import { face } from "./face";

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
  const { authors } = comparison;
  const lines = stretches.map((stretch) => stretchView(stretch, authors));
  return element("div", { class: "comparison", dir: "auto" }, summary(comparison), legend(comparison), ...lines);
}

function summary({ inserted, deleted }: Comparison): HTMLElement {
  const came = ngettext("%(count)s character added", "%(count)s characters added", inserted);
  const went = ngettext("%(count)s character removed", "%(count)s characters removed", deleted);
  const told = [inserted > 0 ? element("ins", {}, came) : null, " ", deleted > 0 ? element("del", {}, went) : null];
  return element("p", { class: "comparison-summary" }, ...told);
}

/** Whose colour is which, and how much each did. */
function legend(comparison: Comparison): HTMLElement | null {
  const rows = sharesOf(comparison).map(({ author, inserted, deleted }) => {
    const share = gettext("%(added)s added, %(removed)s removed", {
      added: inserted.toLocaleString(),
      removed: deleted.toLocaleString(),
    });
    const name = element("span", { class: "comparison-name" }, nameOf(author));
    const amount = element("span", { class: "comparison-share" }, share);
    return colored(element("li", {}, face(author), element("span", {}, name, amount)), author);
  });
  if (rows.length === 0) return null;
  return element("ul", { "aria-label": gettext("Who made the changes"), class: "comparison-authors" }, ...rows);
}

function nameOf({ name, guest }: Author): string {
  return shownName({ isGuest: guest, name: safeName(name) });
}

function colored<Node extends HTMLElement>(node: Node, { color }: Author): Node {
  node.style.setProperty("--author", safeColor(color));
  return node;
}

function stretchView({ blocks, isFolded }: Stretch, authors: readonly Author[]): HTMLElement {
  const lines = blocks.map((block) => blockView(block, authors));
  if (!isFolded) return element("div", {}, ...lines);
  const title = ngettext(
    "%(count)s paragraph without a change",
    "%(count)s paragraphs without a change",
    blocks.length,
  );
  return element("details", { class: "comparison-fold" }, element("summary", {}, title), ...lines);
}

function blockView(block: ComparedBlock, authors: readonly Author[]): HTMLElement {
  const depth = String(Math.min(listDepth(block), 4));
  const attributes = { class: "compared", "data-change": block.change, "data-depth": depth, "data-type": block.type };
  const spoken = spokenChange(block, authors);
  return element(
    blockTag(block),
    attributes,
    spoken === null ? null : element("span", { class: "visually-hidden" }, `${spoken}: `),
    block.marker === "" ? null : element("span", { class: "compared-marker" }, `${block.marker} `),
    notedKind(block.type),
    ...block.runs.map((run) => runView(run, authors)),
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

/** For those who cannot see it: what became of a block, and by whom. */
function spokenChange(block: ComparedBlock, authors: readonly Author[]): string | null {
  if (block.change === "equal") return null;
  const names = authorsOf(block).flatMap((place) => authors[place] ?? []);
  const people = names.map(nameOf).join(", ");
  if (people === "") {
    return { changed: gettext("Changed"), deleted: gettext("Removed"), inserted: gettext("Added") }[block.change];
  }
  return {
    changed: gettext("Changed by %(people)s", { people }),
    deleted: gettext("Removed by %(people)s", { people }),
    inserted: gettext("Added by %(people)s", { people }),
  }[block.change];
}

function runView({ text, marks, change, author, at }: Run, authors: readonly Author[]): Node {
  const marked = marks.reduce<Node>((inner, name) => wrapped(inner, MARKS[name]), document.createTextNode(text));
  if (change !== "inserted" && change !== "deleted") return marked;
  const outer = element(change === "inserted" ? "ins" : "del", {}, marked);
  const person = author === null ? undefined : authors[author];
  if (person === undefined) return outer;
  outer.classList.add("has-author");
  outer.title = at === null ? nameOf(person) : `${nameOf(person)} · ${fullMoment(new Date(at))}`;
  return colored(outer, person);
}

function wrapped(inner: Node, tag: keyof HTMLElementTagNameMap | undefined): Node {
  if (tag === undefined) return inner;
  const outer = document.createElement(tag);
  outer.append(inner);
  return outer;
}
