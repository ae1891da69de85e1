/**
 * What can be put into a document, as one list: the toolbar shows some of it, the slash menu finds all of it.
 */

import { CALLOUT_KINDS, type CalloutKind } from "./attributes";
import { COMMANDS, type Command, step } from "./commands";
import type { Editor } from "./editor";
import { CALLOUT_LABELS } from "./editor/callout";
import { gettext } from "./i18n";
import { askForFormula, askForImage } from "./ui/forms";

export interface Block extends Command {
  /** Never shown and never translated: what tests and toolbars call it by. */
  readonly name: string;
  /** Other words that people look for it by, in their language and in lower case. */
  readonly keywords: readonly string[];
}

/** `keywords` are separated by spaces. */
function block(name: string, command: Command, keywords: string): Block {
  return { ...command, keywords: keywords.split(" "), name };
}

function heading(level: 1 | 2 | 3, title: string): Block {
  const command = step(title, `heading-${level}`, (chain) => chain.setHeading({ level }), { keys: `Mod+Alt+${level}` });
  const isActive = (editor: Editor) => editor.isActive("heading", { level });
  return block(`heading${level}`, { ...command, isActive }, gettext("title section headline h%(level)s", { level }));
}

const text = step(gettext("Text"), "text", (chain) => chain.setParagraph(), { active: "paragraph", keys: "Mod+Alt+0" });

/** A command that asks for more before it does anything. */
function asking(title: string, icon: string, ask: (editor: Editor) => void): Command {
  const run = (editor: Editor) => {
    ask(editor);
    return true;
  };
  return { icon, isEnabled: (editor) => editor.isEditable, run, title };
}

const CALLOUT_KEYWORDS: Readonly<Record<CalloutKind, string>> = {
  danger: gettext("callout alert caution box"),
  note: gettext("callout alert info box"),
  tip: gettext("callout alert hint box"),
  warning: gettext("callout alert attention box"),
};

function callout(kind: CalloutKind): Block {
  const command = step(CALLOUT_LABELS[kind], `callout-${kind}`, (chain) => chain.toggleCallout(kind));
  const isActive = (editor: Editor) => editor.isActive("callout", { kind });
  return block(`callout-${kind}`, { ...command, isActive }, CALLOUT_KEYWORDS[kind]);
}

const details = step(gettext("Details"), "details", (chain) => chain.setDetails(), { active: "details" });
const formula = (isBlock: boolean) => (editor: Editor) => void askForFormula(editor, { isBlock, latex: "" });

/** Every kind of block, in the order of a menu. */
export const BLOCKS: readonly Block[] = [
  block("paragraph", text, gettext("paragraph plain")),
  heading(1, gettext("Heading 1")),
  heading(2, gettext("Heading 2")),
  heading(3, gettext("Heading 3")),
  block("bulletList", COMMANDS.bulletList, gettext("unordered points ul")),
  block("orderedList", COMMANDS.orderedList, gettext("numbers ordered ol")),
  block("taskList", COMMANDS.taskList, gettext("todo checklist checkbox")),
  block("blockquote", COMMANDS.blockquote, gettext("citation blockquote")),
  block("codeBlock", COMMANDS.codeBlock, gettext("snippet program pre")),
  block("table", COMMANDS.table, gettext("grid rows columns cells")),
  block(
    "image",
    asking(gettext("Image"), "image", (editor) => void askForImage(editor)),
    gettext("picture photo figure"),
  ),
  ...CALLOUT_KINDS.map(callout),
  block("details", details, gettext("toggle collapse fold summary")),
  block("blockMath", asking(gettext("Formula"), "formula", formula(true)), gettext("maths equation tex latex")),
  block(
    "inlineMath",
    asking(gettext("Formula in the line"), "formula-inline", formula(false)),
    gettext("maths inline equation tex latex"),
  ),
  block("rule", COMMANDS.rule, gettext("line separator horizontal hr")),
];

/** The block of that name. Throws `RangeError` for a name that is not in the list. */
export function blockNamed(name: string): Block {
  const found = BLOCKS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(`There is no block ${name}.`);
  return found;
}
