/** Markdown as HTML, by markdown-it. Loaded when somebody pastes Markdown; tags in it stay text. */

import MarkdownIt from "markdown-it";
import { element } from "./ui/element";

const PARSER = new MarkdownIt({ html: false, linkify: false });

const BOX = /^\[([ xX])\](?:\s+|$)/;

export function htmlOf(text: string): string {
  const body = element("div");
  // Inert: a template's content runs nothing and loads nothing.
  const template = element("template");
  template.innerHTML = PARSER.render(text);
  body.append(template.content);
  // The end of the last line is no line of its own.
  for (const code of body.querySelectorAll("pre > code")) code.textContent = code.textContent.replace(/\n$/, "");
  for (const list of body.querySelectorAll("ul")) makeTasks(list);
  return body.innerHTML;
}

/** Boxes make a task list only where every item has one. */
function makeTasks(list: HTMLElement): void {
  const items = [...list.children];
  const boxes = items.map((item) => BOX.exec(item.textContent.trimStart()));
  if (boxes.includes(null)) return;
  list.setAttribute("data-type", "taskList");
  for (const [index, item] of items.entries()) {
    item.setAttribute("data-type", "taskItem");
    item.setAttribute("data-checked", String(boxes[index]?.[1] !== " "));
    dropBox(item);
  }
}

function dropBox(item: Element): void {
  const texts = item.ownerDocument.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.data.trim() === "") continue;
    text.data = text.data.trimStart().replace(BOX, "");
    return;
  }
}
