/**
 * What helps while one writes: menus that come to the caret, and the keys that reach them.
 */

import { currentLink } from "./commands";
import type { Editor } from "./editor";
import { gettext } from "./i18n";
import { BubbleMenu } from "./ui/bubbleMenu";
import { hasMod } from "./ui/keys";
import { LinkPopover } from "./ui/linkPopover";
import { SlashMenu } from "./ui/slashMenu";
import type { ToolbarAction } from "./ui/toolbar";

export interface WritingToolsOptions {
  /** The element that the editor is mounted in. */
  readonly host: HTMLElement;
  readonly mayComment: () => boolean;
}

export class WritingTools {
  readonly #slash: SlashMenu;
  readonly #link: LinkPopover;
  readonly #bubble: BubbleMenu;
  #editor: Editor | null = null;

  constructor({ host, mayComment }: WritingToolsOptions) {
    this.#slash = new SlashMenu(host);
    this.#link = new LinkPopover(host);
    this.#bubble = new BubbleMenu(host, { link: (editor) => this.askForLink(editor), mayComment });
  }

  /** Works on `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    this.#slash.attach(editor);
    this.#link.attach(editor);
    this.#bubble.attach(editor);
  }

  /** Asks for the target of the link at the caret, or of one on the selection. */
  askForLink(editor: Editor): void {
    if (editor.isEditable) this.#link.ask(editor);
  }

  /** What the toolbar has besides commands; `compose` begins a comment. */
  toolbarActions(compose: () => void): readonly ToolbarAction[] {
    return [
      {
        icon: "link",
        isActive: (editor) => currentLink(editor) !== "",
        keys: "Mod+K",
        name: "link",
        open: (editor) => this.askForLink(editor),
        title: gettext("Link"),
      },
      { icon: "comment", keys: "Mod+Alt+M", name: "comment", open: compose, title: gettext("Comment") },
    ];
  }

  /** Takes the keys that belong to the tools; false for all others. */
  pressed(event: KeyboardEvent): boolean {
    const editor = this.#editor;
    if (editor === null || !editor.isFocused || !hasMod(event)) return false;
    const key = event.key.toLowerCase();
    if (key === "k" && !event.altKey && !event.shiftKey && mayLink(editor)) this.askForLink(editor);
    else if (event.code === "KeyM" && event.altKey) return this.#bubble.comment();
    else return false;
    return true;
  }
}

/** With nothing selected there is nothing to link: the key goes to another document then. */
function mayLink(editor: Editor): boolean {
  return editor.isEditable && (!editor.state.selection.empty || editor.isActive("link"));
}
