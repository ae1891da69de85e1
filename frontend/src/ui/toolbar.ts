/**
 * The toolbar: formats, blocks and what can be inserted, operable with the arrow keys (WAI-ARIA toolbar pattern).
 */

import { blockNamed } from "../blocks";
import {
  ALIGNMENT_COMMANDS,
  BLOCK_KINDS,
  type BlockKind,
  blockKind,
  COMMANDS,
  type Command,
  setBlockKind,
  TABLE_COMMANDS,
} from "../commands";
import type { Editor } from "../editor";
import { gettext } from "../i18n";
import { element, icon, setAttribute } from "./element";
import { enterToolbar, makeRoving } from "./roving";
import { placeTableTools } from "./tableTools";
import { toolButton } from "./toolButton";

/** A button that needs more than a command: it opens something. */
export interface ToolbarAction {
  readonly name: string;
  readonly title: string;
  readonly icon: string;
  readonly keys?: string;
  readonly open: (editor: Editor) => void;
  readonly isActive?: (editor: Editor) => boolean;
}

const REFRESH_AFTER_MS = 90;

type Refresh = (editor: Editor) => void;

const GROUPS = [
  ["undo", "redo"],
  ["bold", "italic", "underline", "strike", "code", "highlight"],
  ["bulletList", "orderedList", "taskList"],
] as const;

const BLOCKS = ["blockquote", "codeBlock", "table", "rule", "image"] as const;

export class Toolbar {
  readonly #refreshers: Refresh[] = [];
  #editor: Editor | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly tableStrip: HTMLElement,
    private readonly actions: readonly ToolbarAction[],
  ) {
    root.append(...this.#build());
    tableStrip.append(...Object.entries(TABLE_COMMANDS).map(([name, command]) => this.#commandButton(name, command)));
    makeRoving(root);
    makeRoving(tableStrip);
    addEventListener("scroll", () => this.#moveTableTools(), { passive: true });
    addEventListener("resize", () => this.#moveTableTools());
  }

  /** Works on `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    editor.on("transaction", () => this.refreshSoon());
    this.#refresh();
  }

  /** Moves the keyboard into the toolbar. */
  focus(): void {
    enterToolbar(this.root);
  }

  #build(): HTMLElement[] {
    const [history, formats, lists] = GROUPS.map((names) =>
      names.map((name) => this.#commandButton(name, COMMANDS[name])),
    );
    const blocks = BLOCKS.map((name) => this.#commandButton(name, blockNamed(name)));
    const alignments = Object.entries(ALIGNMENT_COMMANDS).map(([name, command]) => this.#commandButton(name, command));
    const links = this.actions.map((action) => this.#actionButton(action));
    return [
      group(gettext("History"), history ?? []),
      group(gettext("Kind of line"), [this.#kindList()]),
      group(gettext("Format"), [...(formats ?? []), ...links]),
      group(gettext("Lists"), lists ?? []),
      group(gettext("Alignment"), alignments),
      group(gettext("Insert"), blocks),
    ];
  }

  #commandButton(name: string, command: Command): HTMLButtonElement {
    const button = toolButton(name, command);
    button.addEventListener("click", () => this.#editor?.isEditable && command.run(this.#editor));
    this.#refreshers.push((editor) => {
      setAttribute(button, "aria-disabled", command.isEnabled(editor) ? null : "true");
      if (command.isActive) setAttribute(button, "aria-pressed", String(command.isActive(editor)));
    });
    return button;
  }

  #actionButton(action: ToolbarAction): HTMLButtonElement {
    const button = toolButton(action.name, action);
    button.addEventListener("click", () => this.#editor?.isEditable && action.open(this.#editor));
    this.#refreshers.push((editor) => {
      setAttribute(button, "aria-disabled", editor.isEditable ? null : "true");
      if (action.isActive) setAttribute(button, "aria-pressed", String(action.isActive(editor)));
    });
    return button;
  }

  #kindList(): HTMLElement {
    const none = element("option", { hidden: true, value: "" }, "—");
    const options = [none, ...[...BLOCK_KINDS].map(([value, label]) => element("option", { value }, label))];
    const list = element(
      "select",
      { "aria-label": gettext("Kind of line"), class: "kind-list", "data-tool": "kind" },
      ...options,
    );
    list.addEventListener("change", () => this.#editor && setBlockKind(this.#editor, list.value as BlockKind));
    this.#refreshers.push((editor) => {
      list.value = blockKind(editor) ?? "";
      list.disabled = !editor.isEditable;
    });
    return element("span", { class: "kind" }, list, icon("chevron-down"));
  }

  /** Shows how things are, in a moment: typing must not wait for two dozen buttons. */
  refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#refresh();
    }, REFRESH_AFTER_MS);
  }

  #moveTableTools(): void {
    if (this.#editor !== null && !this.tableStrip.hidden) placeTableTools(this.tableStrip, this.#editor, this.root);
  }

  #refresh(): void {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed) return;
    for (const refresh of this.#refreshers) refresh(editor);
    placeTableTools(this.tableStrip, editor, this.root);
  }
}

function group(label: string, children: readonly HTMLElement[]): HTMLElement {
  return element("div", { "aria-label": label, class: "tools", role: "group" }, ...children);
}
