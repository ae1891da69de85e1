/**
 * Keys of the editor page as a whole: those that belong to no single part, and the ways between text, toolbar and page.
 */

import { BLOCKS } from "./blocks";
import { ALIGNMENT_COMMANDS, COMMANDS } from "./commands";
import type { Editor } from "./editor";
import { openSlash } from "./editor/slash";
import { gettext } from "./i18n";
import { bindShortcuts } from "./shortcuts";
import { required } from "./ui/element";
import { hasMod } from "./ui/keys";
import { enterText } from "./ui/readingKeys";
import { announce } from "./ui/toasts";
import type { Toolbar } from "./ui/toolbar";

export interface PageKeysOptions {
  readonly editor: () => Editor | null;
  readonly toolbar: Toolbar;
  /** Each is asked in turn whether a key belongs to it. */
  readonly takers: readonly { pressed(event: KeyboardEvent): boolean }[];
  /** Begins a comment. */
  readonly compose: () => void;
}

/** Hears the keys from now on. */
export function bindPageKeys(options: PageKeysOptions): void {
  const enter = () => {
    const editor = options.editor();
    if (editor !== null) enterText(editor);
  };
  addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && pressed(options, event)) event.preventDefault();
  });
  // ProseMirror takes every Escape, whether it has a use for it or not: this comes before.
  addEventListener("keydown", (event) => isLeaving(event, options.editor()) && leave(options.toolbar), {
    capture: true,
  });
  for (const tools of ["#toolbar", "#table-tools"]) {
    required(tools, HTMLElement).addEventListener("keydown", ({ key }) => key === "Escape" && enter());
  }
  required(".skip-link", HTMLAnchorElement).addEventListener("click", (event) => {
    event.preventDefault();
    enter();
  });
  const known = { alignments: ALIGNMENT_COMMANDS, blocks: BLOCKS, commands: COMMANDS };
  bindShortcuts(
    () => import("./editorShortcuts"),
    ({ showShortcuts }, singleKeys) => showShortcuts(known, singleKeys),
  );
}

function pressed({ compose, takers, toolbar }: PageKeysOptions, event: KeyboardEvent): boolean {
  if (event.altKey && event.key === "F10") toolbar.focus();
  else if (takers.some((taker) => taker.pressed(event))) return true;
  else if (hasMod(event) && event.altKey && event.code === "KeyM") compose();
  else return false;
  return true;
}

/** In lists and tables the tab key is the text's own: Escape is the way out, once no menu is open. */
function isLeaving({ key, target, isComposing }: KeyboardEvent, editor: Editor | null): boolean {
  if (key !== "Escape" || isComposing || editor?.isEditable !== true) return false;
  return target === editor.view.dom && openSlash(editor) === null;
}

function leave(toolbar: Toolbar): void {
  toolbar.focus();
  announce(gettext("You left the text. Escape goes back to it."));
}
