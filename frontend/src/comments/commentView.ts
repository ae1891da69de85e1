/**
 * One comment: who said what when, and what its author can do with it.
 */

import { gettext } from "../i18n";
import { shownName } from "../presence";
import { element, icon } from "../ui/element";
import { face } from "../ui/face";
import { type Comment, piecesOf } from "./threads";
import { ago } from "./when";

export interface CommentActions {
  readonly edit: (comment: Comment) => void;
  readonly remove: (comment: Comment) => void;
}

/** A comment as a list item. */
export function commentView(comment: Comment, actions: CommentActions): HTMLElement {
  const { author, created, deleted } = comment;
  const at = new Date(created);
  const when = element("time", { datetime: created, title: at.toLocaleString() }, ago(at, new Date()));
  const edited = comment.edited === null ? null : element("span", {}, gettext("edited"));
  const head = element(
    "div",
    { class: "comment-head" },
    face(author),
    element("strong", { class: "comment-author" }, shownName({ isGuest: author.guest === true, name: author.name })),
    element("span", { class: "comment-when" }, when, edited === null ? null : " · ", edited),
    tools(comment, actions),
  );
  const said = deleted === null ? text(comment) : element("p", { class: "comment-gone" }, gettext("Deleted"));
  return element("li", { class: "comment", "data-comment": comment.id }, head, said);
}

function text(comment: Comment): HTMLElement {
  const pieces = piecesOf(comment).map(({ name, text }) =>
    name === null ? text : element("span", { class: "mention", title: name }, text),
  );
  return element("p", { class: "comment-text", dir: "auto" }, ...pieces);
}

function tools(comment: Comment, { edit, remove }: CommentActions): HTMLElement | null {
  if (comment.deleted !== null || !(comment.may_edit || comment.may_delete)) return null;
  return element(
    "span",
    { class: "comment-tools" },
    comment.may_edit ? tool("pencil", gettext("Edit"), () => edit(comment)) : null,
    comment.may_delete ? tool("trash", gettext("Delete"), () => remove(comment)) : null,
  );
}

function tool(symbol: string, title: string, run: () => void): HTMLElement {
  const button = element(
    "button",
    { "aria-label": title, class: "icon-button comment-tool", title, type: "button" },
    icon(symbol),
  );
  button.addEventListener("click", run);
  return button;
}
