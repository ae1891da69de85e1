/**
 * Everything a toolbar can do, as one table: what it is called, what runs, when it is on and when it can be used.
 */

import type { ChainedCommands, Editor } from "@tiptap/core";
import type { ImageAlignment, TextAlignment } from "./attributes";
import { gettext } from "./i18n";

export interface Command {
  readonly title: string;
  readonly icon: string;
  /** As in `Mod+Alt+1`: Mod is Command on a Mac and Ctrl elsewhere. */
  readonly keys?: string;
  readonly run: (editor: Editor) => boolean;
  readonly isActive?: (editor: Editor) => boolean;
  readonly isEnabled: (editor: Editor) => boolean;
}

type Step = (chain: ChainedCommands) => ChainedCommands;

/**
 * A chain on the text, which has the keyboard from now on. Tiptap's own `focus` waits for the next frame: keys pressed
 * before it were lost, and with them what was to be bold.
 */
export function onText(editor: Editor): ChainedCommands {
  editor.view.focus();
  return editor.chain().scrollIntoView();
}

/** A command that is one step of Tiptap's: usable whenever Tiptap could run it. */
export function step(
  title: string,
  icon: string,
  change: Step,
  more: { keys?: string; active?: string } = {},
): Command {
  const { keys, active } = more;
  return {
    icon,
    isEnabled: (editor) => editor.isEditable && change(editor.can().chain()).run(),
    run: (editor) => change(onText(editor)).run(),
    title,
    ...(keys === undefined ? {} : { keys }),
    ...(active === undefined ? {} : { isActive: (editor: Editor) => editor.isActive(active) }),
  };
}

const LISTS = ["bulletList", "orderedList", "taskList"] as const;

/** A list can become any other, though Tiptap, which takes it apart first, says that it cannot. */
function list(title: string, icon: string, change: Step, more: { keys: string; active: string }): Command {
  const command = step(title, icon, change, more);
  const isInList = (editor: Editor) => LISTS.some((name) => editor.isActive(name));
  return { ...command, isEnabled: (editor) => editor.isEditable && (isInList(editor) || command.isEnabled(editor)) };
}

/** Text formats and blocks. */
export const COMMANDS = {
  undo: step(gettext("Undo"), "undo", (chain) => chain.undo(), { keys: "Mod+Z" }),
  redo: step(gettext("Redo"), "redo", (chain) => chain.redo(), { keys: "Mod+Shift+Z" }),
  bold: step(gettext("Bold"), "bold", (chain) => chain.toggleBold(), { active: "bold", keys: "Mod+B" }),
  italic: step(gettext("Italic"), "italic", (chain) => chain.toggleItalic(), { active: "italic", keys: "Mod+I" }),
  underline: step(gettext("Underline"), "underline", (chain) => chain.toggleUnderline(), {
    active: "underline",
    keys: "Mod+U",
  }),
  strike: step(gettext("Strikethrough"), "strike", (chain) => chain.toggleStrike(), {
    active: "strike",
    keys: "Mod+Shift+S",
  }),
  code: step(gettext("Inline code"), "code", (chain) => chain.toggleCode(), { active: "code", keys: "Mod+E" }),
  highlight: step(gettext("Highlight"), "highlight", (chain) => chain.toggleHighlight(), {
    active: "highlight",
    keys: "Mod+Shift+H",
  }),
  subscript: step(gettext("Subscript"), "subscript", (chain) => chain.toggleSubscript(), {
    active: "subscript",
    keys: "Mod+,",
  }),
  superscript: step(gettext("Superscript"), "superscript", (chain) => chain.toggleSuperscript(), {
    active: "superscript",
    keys: "Mod+.",
  }),
  bulletList: list(gettext("Bullet list"), "bullet-list", (chain) => chain.toggleBulletList(), {
    active: "bulletList",
    keys: "Mod+Shift+8",
  }),
  orderedList: list(gettext("Numbered list"), "ordered-list", (chain) => chain.toggleOrderedList(), {
    active: "orderedList",
    keys: "Mod+Shift+7",
  }),
  taskList: list(gettext("Task list"), "task-list", (chain) => chain.toggleTaskList(), {
    active: "taskList",
    keys: "Mod+Shift+9",
  }),
  blockquote: step(gettext("Quote"), "quote", (chain) => chain.toggleBlockquote(), {
    active: "blockquote",
    keys: "Mod+Shift+B",
  }),
  codeBlock: step(gettext("Code block"), "code-block", (chain) => chain.toggleCodeBlock(), {
    active: "codeBlock",
    keys: "Mod+Alt+C",
  }),
  table: step(gettext("Table"), "table", (chain) => chain.insertTable({ cols: 3, rows: 3, withHeaderRow: true })),
  rule: step(gettext("Divider"), "rule", (chain) => chain.setHorizontalRule()),
} satisfies Record<string, Command>;

function alignment(title: string, icon: string, key: string, value: TextAlignment | null): Command {
  const command = step(title, icon, (chain) => chain.setAlignment(value), { keys: `Mod+Shift+${key}` });
  return { ...command, isActive: (editor) => editor.isActive({ textAlign: value }) };
}

/** Where the lines of the selection stand. */
export const ALIGNMENT_COMMANDS = {
  alignStart: alignment(gettext("Align to the start"), "align-start", "L", null),
  alignCenter: alignment(gettext("Center"), "align-center", "E", "center"),
  alignRight: alignment(gettext("Align right"), "align-right", "R", "right"),
} satisfies Record<string, Command>;

/** What can be done while the caret is in a table. */
export const TABLE_COMMANDS = {
  addRowBefore: step(gettext("Add a row above"), "row-above", (chain) => chain.addRowBefore()),
  addRowAfter: step(gettext("Add a row below"), "row-below", (chain) => chain.addRowAfter()),
  addColumnBefore: step(gettext("Add a column before"), "column-before", (chain) => chain.addColumnBefore()),
  addColumnAfter: step(gettext("Add a column after"), "column-after", (chain) => chain.addColumnAfter()),
  toggleHeaderRow: step(gettext("Header row"), "header-row", (chain) => chain.toggleHeaderRow()),
  mergeOrSplit: step(gettext("Merge or split cells"), "merge-cells", (chain) => chain.mergeOrSplit()),
  deleteRow: step(gettext("Delete the row"), "row-delete", (chain) => chain.deleteRow()),
  deleteColumn: step(gettext("Delete the column"), "column-delete", (chain) => chain.deleteColumn()),
  deleteTable: step(gettext("Delete the table"), "trash", (chain) => chain.deleteTable()),
} satisfies Record<string, Command>;

/** Kinds of a line of text, by the value of the toolbar's list. */
export type BlockKind = "paragraph" | "code" | `heading-${1 | 2 | 3 | 4}`;

export const BLOCK_KINDS: ReadonlyMap<BlockKind, string> = new Map([
  ["paragraph", gettext("Text")],
  ["heading-1", gettext("Heading 1")],
  ["heading-2", gettext("Heading 2")],
  ["heading-3", gettext("Heading 3")],
  ["heading-4", gettext("Heading 4")],
  ["code", gettext("Code")],
]);

const HEADING_LEVELS = [1, 2, 3, 4] as const;

/** Makes the line where the caret is a `kind`. */
export function setBlockKind(editor: Editor, kind: BlockKind): void {
  const chain = onText(editor);
  const level = HEADING_LEVELS.find((candidate) => kind === `heading-${candidate}`);
  if (level !== undefined) chain.setHeading({ level }).run();
  else if (kind === "code") chain.setCodeBlock().run();
  else chain.setParagraph().run();
}

/** What the line is where the caret stands; null for what is no line of text. */
export function blockKind(editor: Editor): BlockKind | null {
  const level = HEADING_LEVELS.find((candidate) => editor.isActive("heading", { level: candidate }));
  if (level !== undefined) return `heading-${level}`;
  if (editor.isActive("codeBlock")) return "code";
  return editor.isActive("paragraph") ? "paragraph" : null;
}

/** The address of the link at the caret, or the empty text. */
export function currentLink(editor: Editor): string {
  const href: unknown = editor.getAttributes("link")["href"];
  return typeof href === "string" ? href : "";
}

/** Links the selection, or the whole link around the caret, or inserts the address itself as linked text. */
export function setLink(editor: Editor, href: string): void {
  const chain = onText(editor);
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ marks: [{ attrs: { href }, type: "link" }], text: href, type: "text" }).run();
  } else chain.extendMarkRange("link").setLink({ href }).run();
}

export function removeLink(editor: Editor): void {
  onText(editor).extendMarkRange("link").unsetLink().run();
}

export interface ImageAttributes {
  readonly src: string;
  readonly alt: string;
  /** In CSS pixels; null for the width that the image has. */
  readonly width: number | null;
  readonly align: ImageAlignment | null;
}

/** Inserts an image, or gives the selected one other attributes. */
export function insertImage(editor: Editor, image: ImageAttributes): void {
  const chain = onText(editor);
  if (editor.isActive("image")) chain.updateAttributes("image", { ...image, height: null }).run();
  else chain.insertContent({ attrs: image, type: "image" }).run();
}
