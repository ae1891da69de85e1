/**
 * What other programs put on the clipboard, as HTML that says what it means: Word's lists are paragraphs that look
 * like lists, Google Docs wraps everything in bold that is not bold and puts lists beside the items they belong to.
 *
 * Invariant: nothing here decides what is allowed. The schema's parse rules do, for this and any other HTML.
 */

const WORD = /<meta[^>]+content="?Word\.Document|class="?Mso|urn:schemas-microsoft-com:office/i;
const GOOGLE = /id="docs-internal-guid-/;
/** Word hides what other programs should not see in conditional comments, and what Word should not, too. */
const IGNORED_BY_OTHERS = /<!--\[if[\s\S]*?<!\[endif\]-->/g;
const CONDITIONAL = /<!\[(?:if[^\]]*|endif)\]>/g;
const LEVEL = /mso-list:\s*l(\d+)\s+level(\d+)/i;
const NUMBERED = /^\(?(?:\d+|[a-z]{1,5})[.)]/i;
const BLANK = /^[\s\u00a0]*$/;

/** `html` as the clipboard has it, in the shape that the editor reads. */
export function tidied(html: string): string {
  const isWord = WORD.test(html);
  if (!isWord && !html.includes("style=")) return html;
  const page = new DOMParser().parseFromString(
    isWord ? html.replace(IGNORED_BY_OTHERS, "").replace(CONDITIONAL, "") : html,
    "text/html",
  );
  for (const empty of page.body.querySelectorAll("style, script, meta, link, xml")) empty.remove();
  if (isWord) tidyWord(page.body);
  else if (GOOGLE.test(html)) tidyGoogle(page.body);
  for (const node of [...page.body.querySelectorAll("[style]")]) tagByStyle(node);
  return page.body.innerHTML;
}

// --- Word

function tidyWord(body: HTMLElement): void {
  for (const node of [...body.querySelectorAll("*")]) {
    // What begins so is Office's own: `o:p` holds a blank, `v:shape` a drawing.
    if (!node.tagName.includes(":")) continue;
    if (BLANK.test(node.textContent)) node.remove();
    else node.replaceWith(...node.childNodes);
  }
  rename(body, "p.MsoTitle", "h1");
  rename(body, "p.MsoSubtitle", "p");
  wrap(body, "p.MsoQuote, p.MsoIntenseQuote", "blockquote");
  makeLists(body);
  for (const line of [...body.querySelectorAll("p")]) if (isBlank(line)) line.remove();
}

/** Word keeps paragraphs apart with empty ones; in a cell one has to stay. */
function isBlank(line: Element): boolean {
  const isNeeded = line.parentElement?.matches("td, th") === true && line.parentElement.children.length === 1;
  return !isNeeded && BLANK.test(line.textContent) && line.querySelector("img, br, input") === null;
}

function rename(within: Element, selector: string, tag: string): void {
  for (const node of [...within.querySelectorAll(selector)]) {
    const made = within.ownerDocument.createElement(tag);
    made.append(...node.childNodes);
    node.replaceWith(made);
  }
}

function wrap(within: Element, selector: string, tag: string): void {
  for (const node of [...within.querySelectorAll(selector)]) {
    const made = within.ownerDocument.createElement(tag);
    node.replaceWith(made);
    made.append(node);
  }
}

interface OpenList {
  readonly level: number;
  readonly list: HTMLElement;
}

/** Paragraphs that name a list and a level become its items, as long as they follow each other. */
function makeLists(body: HTMLElement): void {
  let open: OpenList[] = [];
  let last: Element | null = null;
  for (const line of [...body.querySelectorAll<HTMLElement>("[style*='mso-list']:not(span)")]) {
    const level = Number(LEVEL.exec(line.getAttribute("style") ?? "")?.[2] ?? 0);
    if (level === 0) continue;
    if (last === null || line.previousElementSibling !== last) open = [];
    const isNumbered = NUMBERED.test(takeMarker(line));
    open = open.filter((list) => list.level <= level);
    let here = open.at(-1);
    if (here === undefined || here.level < level || isNumbered !== (here.list.localName === "ol")) {
      if (here?.level === level) open = open.slice(0, -1);
      here = begin(line, isNumbered, level, open.at(-1));
      open = [...open, here];
    }
    addItem(here.list, line);
    last = open[0]?.list ?? null;
  }
}

/** Takes the sign out that Word draws before the text of an item; answers it. */
function takeMarker(line: HTMLElement): string {
  const marker = line.querySelector<HTMLElement>("span[style*='mso-list:Ignore'], span[style*='mso-list: Ignore']");
  const sign = marker?.textContent.trim() ?? "";
  marker?.remove();
  return sign;
}

function begin(line: HTMLElement, isNumbered: boolean, level: number, above: OpenList | undefined): OpenList {
  const list = line.ownerDocument.createElement(isNumbered ? "ol" : "ul");
  const item = above?.list.lastElementChild;
  if (item) item.append(list);
  else line.before(list);
  return { level, list };
}

function addItem(list: HTMLElement, line: HTMLElement): void {
  const item = list.ownerDocument.createElement("li");
  const text = list.ownerDocument.createElement("p");
  text.append(...line.childNodes);
  item.append(text);
  list.append(item);
  line.remove();
}

// --- Google Docs

function tidyGoogle(body: HTMLElement): void {
  for (const wrapper of [...body.querySelectorAll("[id^='docs-internal-guid-']")])
    wrapper.replaceWith(...wrapper.childNodes);
  for (const gap of [...body.querySelectorAll("br")]) if (isBetweenBlocks(gap)) gap.remove();
  for (const nested of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")])
    nested.previousElementSibling?.append(nested);
  for (const box of [...body.querySelectorAll("li[role=checkbox]")]) makeTask(box);
}

function isBetweenBlocks({ parentElement, className }: Element): boolean {
  return className === "Apple-interchange-newline" || parentElement?.matches("body, div, td, ul, ol") === true;
}

function makeTask(item: Element): void {
  for (const sign of [...item.querySelectorAll(":scope > img")]) sign.remove();
  item.setAttribute("data-type", "taskItem");
  item.setAttribute("data-checked", String(item.getAttribute("aria-checked") === "true"));
  item.parentElement?.setAttribute("data-type", "taskList");
}

// --- styles

/** How text looks, as tags: under the page's policy a style that comes as text is not applied, so nothing else reads it. */
const LOOKS: readonly (readonly [tag: string, property: RegExp, value: RegExp])[] = [
  ["strong", /^font-weight$/, /^(?:bold|bolder|[6-9]00)$/],
  ["em", /^font-style$/, /^(?:italic|oblique)/],
  ["s", /^text-decoration(?:-line)?$/, /line-through/],
  ["u", /^text-decoration(?:-line)?$/, /underline/],
  ["sup", /^vertical-align$/, /^super$/],
  ["sub", /^vertical-align$/, /^sub$/],
];
const WITH_ALIGNMENT = "p, h1, h2, h3, h4, h5, h6";

function tagByStyle(node: Element): void {
  const style = declarations(node.getAttribute("style") ?? "");
  const alignment = style.find(([property]) => property === "text-align")?.[1];
  if (/^(?:center|right|justify)$/.test(alignment ?? "") && node.matches(WITH_ALIGNMENT))
    node.setAttribute("align", alignment ?? "");
  if (!node.matches("span, font")) return;
  for (const [tag, property, value] of LOOKS) {
    const isLink = tag === "u" && node.closest("a") !== null;
    if (!isLink && style.some(([name, held]) => property.test(name) && value.test(held))) wrapContent(node, tag);
  }
}

function declarations(style: string): (readonly [string, string])[] {
  return style.split(";").map((part) => {
    const [property = "", value = ""] = part.split(":");
    return [property.trim().toLowerCase(), value.trim().toLowerCase()] as const;
  });
}

function wrapContent(node: Element, tag: string): void {
  const made = node.ownerDocument.createElement(tag);
  made.append(...node.childNodes);
  node.append(made);
  // A space that is bold by accident is no part of the bold words.
  const text = made.childNodes.length === 1 && made.firstChild instanceof Text ? made.firstChild : null;
  const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text?.data ?? "") ?? [];
  if (text === null || words === "") return;
  text.data = words;
  made.before(before);
  made.after(after);
}
