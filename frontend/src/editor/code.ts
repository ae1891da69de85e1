/**
 * Code blocks: coloured, with their language as a list to choose from.
 */

import CodeBlock from "@tiptap/extension-code-block";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { language } from "../attributes";
import { gettext } from "../i18n";
import { LANGUAGES } from "../languages";
import { element } from "../ui/element";
import { highlighting } from "./highlighting";

export const HighlightedCode = CodeBlock.extend({
  addNodeView() {
    return ({ node, getPos, editor }) =>
      new CodeView(node, (chosen) => {
        const at = getPos();
        if (!editor.isEditable || at === undefined) return;
        editor.view.dispatch(editor.state.tr.setNodeAttribute(at, "language", chosen));
        editor.view.focus();
      });
  },
  addProseMirrorPlugins() {
    return [...(this.parent?.() ?? []), highlighting()];
  },
  renderHTML({ node }) {
    const name = language(node.attrs["language"]);
    return ["pre", ["code", name === null ? {} : { class: `language-${name}` }, 0]];
  },
});

class CodeView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM = element("code");
  readonly #languages = element("select", { "aria-label": gettext("Language of the code"), class: "code-language" });

  constructor(node: ProseMirrorNode, choose: (language: string | null) => void) {
    this.#languages.addEventListener("change", () => choose(this.#languages.value || null));
    const pre = element("pre", {}, this.contentDOM);
    const tools = element("div", { class: "code-tools", contenteditable: "false" }, this.#languages);
    this.dom = element("div", { class: "code-block" }, tools, pre);
    this.#show(language(node.attrs["language"]));
  }

  update(node: ProseMirrorNode): boolean {
    if (node.type.name !== "codeBlock") return false;
    this.#show(language(node.attrs["language"]));
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target === this.#languages;
  }

  ignoreMutation({ target }: { target: Node }): boolean {
    return !this.contentDOM.contains(target);
  }

  /** A language that the list does not have is kept, and shown as it is written. */
  #show(name: string | null): void {
    if (this.#languages.options.length > 0 && this.#languages.value === (name ?? "")) return;
    const known = [...LANGUAGES].map(([value, label]) => element("option", { value }, label));
    const plain = element("option", { value: "" }, gettext("Plain text"));
    const other = name === null || LANGUAGES.has(name) ? null : element("option", { value: name }, name);
    this.#languages.replaceChildren(plain, ...(other === null ? [] : [other]), ...known);
    this.#languages.value = name ?? "";
    this.contentDOM.className = name === null ? "" : `language-${name}`;
  }
}
