/** The shortcuts of the editor page. Loaded when they are asked for. */

import { BLOCKS } from "./blocks";
import { ALIGNMENT_COMMANDS, COMMANDS, type Command } from "./commands";
import { gettext } from "./i18n";
import { everywhere, openShortcuts, type Shortcut, type ShortcutGroup } from "./ui/shortcutsDialog";

/** Shows them in a dialog. */
export function showShortcuts(): void {
  openShortcuts([everywhere(), moving(), working(), formats(), lines(), typed(), tables()]);
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

function working(): ShortcutGroup {
  return {
    shortcuts: [
      ...named(COMMANDS.undo, COMMANDS.redo),
      [gettext("Find and replace"), "Mod+F"],
      [gettext("Comment"), "Mod+Alt+M"],
      [gettext("Send the comment"), "Mod+Enter"],
      [gettext("Paste without formats"), "Mod+Shift+V"],
      [gettext("Print or save as PDF"), "Mod+P"],
    ],
    title: gettext("Working on the text"),
  };
}

function formats(): ShortcutGroup {
  const { bold, italic, underline, strike, code, highlight, subscript, superscript } = COMMANDS;
  const shortcuts = named(bold, italic, underline, strike, code, highlight, subscript, superscript);
  return { shortcuts: [...shortcuts, [gettext("Link"), "Mod+K"]], title: gettext("Format") };
}

function lines(): ShortcutGroup {
  return { shortcuts: named(...BLOCKS, ...Object.values(ALIGNMENT_COMMANDS)), title: gettext("Kind of line") };
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
