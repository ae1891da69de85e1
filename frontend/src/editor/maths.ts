/**
 * Formulas in a line and on a line of their own, kept as TeX under the names that Tiptap's own extension gives them.
 */

import { InputRule, mergeAttributes, Node, nodeInputRule } from "@tiptap/core";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { latex as allowed } from "../attributes";
import { gettext } from "../i18n";
import { part } from "../lazy";
import { element } from "../ui/element";
import { askForFormula } from "../ui/forms";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    maths: {
      /** Puts a formula in the line, or on a line of its own. */
      insertFormula: (formula: { latex: string; isBlock: boolean }) => ReturnType;
    };
  }
}

/** No space inside the signs and no digit at the beginning: "from $5 to $10" is no formula. */
const TYPED_INLINE = /(?:^|[^\\$\w])(\$([^$\s\d](?:[^$]*[^$\s\\])?)\$)$/;
const TYPED_BLOCK = /^\$\$\s$/;

function latexOf({ attrs }: ProseMirrorNode): string {
  return allowed(attrs["latex"]) ?? "";
}

function attributes() {
  return {
    latex: {
      default: "",
      parseHTML: (formula: HTMLElement) => allowed(formula.dataset["latex"] ?? formula.textContent) ?? "",
      rendered: false,
    },
  };
}

export const InlineMaths = Node.create({
  addAttributes: attributes,
  addCommands() {
    return {
      insertFormula:
        ({ latex, isBlock }) =>
        ({ commands }) =>
          commands.insertContent({ attrs: { latex }, type: isBlock ? "blockMath" : "inlineMath" }),
    };
  },
  addInputRules() {
    const getAttributes = (match: RegExpMatchArray) => ({ latex: match[2] });
    return [nodeInputRule({ find: TYPED_INLINE, getAttributes, type: this.type })];
  },
  addNodeView() {
    return ({ node, getPos, editor }) => new FormulaView(node, () => edit(editor, getPos()));
  },
  atom: true,
  group: "inline",
  inline: true,
  name: "inlineMath",
  parseHTML() {
    return [{ tag: 'span[data-type="inline-math"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const own = { "data-latex": latexOf(node), "data-type": "inline-math" };
    return ["span", mergeAttributes(HTMLAttributes, own), latexOf(node)];
  },
  renderText: ({ node }) => `$${latexOf(node)}$`,
});

export const BlockMaths = Node.create({
  addAttributes: attributes,
  addInputRules() {
    const ask = () => void askForFormula(this.editor, { isBlock: true, latex: "" });
    const handler = ({
      chain,
      range,
    }: {
      chain: () => { deleteRange: (at: typeof range) => { run: () => boolean } };
      range: { from: number; to: number };
    }) => {
      chain().deleteRange(range).run();
      ask();
    };
    return [new InputRule({ find: TYPED_BLOCK, handler })];
  },
  addNodeView() {
    return ({ node, getPos, editor }) => new FormulaView(node, () => edit(editor, getPos()));
  },
  atom: true,
  group: "block",
  name: "blockMath",
  parseHTML() {
    return [{ tag: 'div[data-type="block-math"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const own = { "data-latex": latexOf(node), "data-type": "block-math" };
    return ["div", mergeAttributes(HTMLAttributes, own), latexOf(node)];
  },
  renderText: ({ node }) => latexOf(node),
});

type TiptapEditor = Parameters<typeof askForFormula>[0];

function edit(editor: TiptapEditor, at: number | undefined): void {
  const node = at === undefined ? null : editor.state.doc.nodeAt(at);
  if (!editor.isEditable || at === undefined || node === null) return;
  editor.commands.setNodeSelection(at);
  void askForFormula(editor, { isBlock: !node.isInline, latex: latexOf(node) });
}

/** The formula as mathematics; until it can be shown so, and where it is wrong, as TeX. */
class FormulaView implements NodeView {
  readonly dom: HTMLElement;
  readonly #isBlock: boolean;
  #latex: string | null = null;

  constructor(node: ProseMirrorNode, edit: () => void) {
    this.#isBlock = !node.isInline;
    const type = this.#isBlock ? "block-math" : "inline-math";
    this.dom = element(this.#isBlock ? "div" : "span", { class: "formula", "data-type": type });
    this.dom.addEventListener("dblclick", edit);
    this.update(node);
  }

  update(node: ProseMirrorNode): boolean {
    if (node.isInline === this.#isBlock || !("latex" in node.attrs)) return false;
    const latex = latexOf(node);
    if (latex !== this.#latex) void this.#show(latex);
    this.#latex = latex;
    return true;
  }

  async #show(latex: string): Promise<void> {
    this.dom.textContent = latex;
    const loaded = await part(
      () => import("../maths"),
      () => this.#latex !== null && void this.#show(this.#latex),
    );
    if (loaded === null || latex !== this.#latex) return;
    const wrong = latex === "" ? gettext("An empty formula") : loaded.showFormula(this.dom, latex, this.#isBlock);
    this.dom.classList.toggle("is-wrong", wrong !== null);
    if (wrong === null) this.dom.removeAttribute("title");
    else this.dom.title = wrong;
  }

  ignoreMutation(): boolean {
    return true;
  }
}
