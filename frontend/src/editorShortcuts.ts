/** The shortcuts of the editor page. Loaded when they are asked for. */

import type { Block } from "./blocks";
import type { ALIGNMENT_COMMANDS, COMMANDS, Command } from "./commands";
import { gettext } from "./i18n";
import { everywhere, openShortcuts, type Shortcut, type ShortcutGroup, type SingleKeys } from "./ui/shortcutsDialog";

/** What the page can do: told rather than imported, so that the editor stays in one piece with it. */
export interface Commands {
  readonly alignments: typeof ALIGNMENT_COMMANDS;
  readonly blocks: readonly Block[];
  readonly commands: typeof COMMANDS;
}

/** Shows them in a dialog. */
export function showShortcuts(known: Commands, singleKeys: SingleKeys): void {
  const groups = [everywhere(), moving(), working(known), formats(known), lines(known), typed(), tables()];
  openShortcuts(groups, singleKeys);
}

function moving(): ShortcutGroup {
  return {
    shortcuts: [
      [gettext("From the text to the toolbar"), "Esc", "Alt+F10"],
      [gettext("Along the toolbar"), "←", "→"],
      [gettext("From the toolbar to the text"), "Esc"],
      [gettext("Outline"), "Mod+Alt+O"],
      [gettext("From heading to heading, from comment to comment"), "↑", "↓"],
    ],
    title: gettext("Getting around"),
  };
}

function working({ commands: { undo, redo } }: Commands): ShortcutGroup {
  return {
    shortcuts: [
      ...named(undo, redo),
      [gettext("Find and replace"), "Mod+F"],
      [gettext("Comment"), "Mod+Alt+M"],
      [gettext("Send the comment"), "Mod+Enter"],
      [gettext("Paste without formats"), "Mod+Shift+V"],
      [gettext("Print or save as PDF"), "Mod+P"],
    ],
    title: gettext("Working on the text"),
  };
}

function formats({ commands }: Commands): ShortcutGroup {
  const { bold, italic, underline, strike, code, highlight, subscript, superscript } = commands;
  const shortcuts = named(bold, italic, underline, strike, code, highlight, subscript, superscript);
  return { shortcuts: [...shortcuts, [gettext("Link"), "Mod+K"]], title: gettext("Format") };
}

function lines({ alignments, blocks }: Commands): ShortcutGroup {
  return { shortcuts: named(...blocks, ...Object.values(alignments)), title: gettext("Kind of line") };
}

/** What becomes something else as soon as it is typed. */
function typed(): ShortcutGroup {
  return {
    shortcuts: [
      [gettext("Any block"), "/"],
      [gettext("Heading"), "#", "##", "###"],
      [gettext("Bullet list"), "-"],
      [gettext("Numbered list"), "1."],
      [gettext("Task list"), "[ ]"],
      [gettext("Quote"), ">"],
      [gettext("Code block"), "```"],
      [gettext("Divider"), "---"],
      [gettext("Bold"), "**…**"],
      [gettext("Inline code"), "`…`"],
      [gettext("Formula"), "$…$"],
    ],
    title: gettext("While typing"),
  };
}

function tables(): ShortcutGroup {
  return {
    shortcuts: [
      [gettext("Next cell, or a list item deeper"), "Tab"],
      [gettext("Cell before, or a list item back"), "Shift+Tab"],
      [gettext("New line in the same block"), "Shift+Enter"],
    ],
    title: gettext("Tables and lists"),
  };
}

function named(...commands: readonly Command[]): Shortcut[] {
  return commands.flatMap(({ title, keys }) => (keys === undefined ? [] : [[title, keys] as const]));
}
