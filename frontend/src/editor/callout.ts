/**
 * Callouts: a note, a tip, a warning or a danger, around any blocks.
 */

import { mergeAttributes, Node, wrappingInputRule } from "@tiptap/core";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { CALLOUT_KINDS, type CalloutKind, calloutKind } from "../attributes";
import { gettext } from "../i18n";
import { element, icon } from "../ui/element";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    callout: {
      /** Puts the selected blocks into a callout, gives the one around them another kind, or takes it away. */
      toggleCallout: (kind: CalloutKind) => ReturnType;
    };
  }
}

export const CALLOUT_LABELS: Readonly<Record<CalloutKind, string>> = {
  danger: gettext("Danger"),
  note: gettext("Note"),
  tip: gettext("Tip"),
  warning: gettext("Warning"),
};

const TYPED = /^\[!(note|tip|warning|danger)\]\s$/i;

function kindOf({ attrs }: ProseMirrorNode): CalloutKind {
  return calloutKind(attrs["kind"]) ?? "note";
}

export const Callout = Node.create({
  addAttributes() {
    return {
      kind: {
        default: "note",
        parseHTML: (box) => calloutKind(box.dataset["kind"]) ?? "note",
        rendered: false,
      },
    };
  },
  addCommands() {
    return {
      toggleCallout:
        (kind) =>
        ({ commands, editor }) => {
          if (!editor.isActive(this.name)) return commands.wrapIn(this.name, { kind });
          if (editor.isActive(this.name, { kind })) return commands.lift(this.name);
          return commands.updateAttributes(this.name, { kind });
        },
    };
  },
  addInputRules() {
    const getAttributes = ([, kind]: RegExpMatchArray) => ({ kind: kind?.toLowerCase() });
    return [wrappingInputRule({ find: TYPED, getAttributes, type: this.type })];
  },
  addNodeView() {
    return ({ node, getPos, editor }) =>
      new CalloutView(node, (kind) => {
        const at = getPos();
        if (!editor.isEditable || at === undefined) return;
        editor.view.dispatch(editor.state.tr.setNodeAttribute(at, "kind", kind));
        editor.view.focus();
      });
  },
  content: "block+",
  defining: true,
  group: "block",
  name: "callout",
  parseHTML() {
    return [{ tag: 'div[data-type="callout"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const own = { "data-kind": kindOf(node), "data-type": "callout", role: "note" };
    return ["div", mergeAttributes(HTMLAttributes, own), 0];
  },
});

/** The box, with its kind as a list to choose from. */
class CalloutView implements NodeView {
  readonly dom = element("div", { class: "callout", "data-type": "callout", role: "note" });
  readonly contentDOM = element("div", { class: "callout-content", dir: "auto" });
  readonly #symbol = element("span", { class: "callout-symbol" });
  readonly #kinds = element(
    "select",
    { "aria-label": gettext("Kind of callout"), class: "callout-kind" },
    ...CALLOUT_KINDS.map((kind) => element("option", { value: kind }, CALLOUT_LABELS[kind])),
  );

  constructor(node: ProseMirrorNode, choose: (kind: string) => void) {
    this.#kinds.addEventListener("change", () => choose(this.#kinds.value));
    this.dom.append(
      element("div", { class: "callout-head", contenteditable: "false" }, this.#symbol, this.#kinds),
      this.contentDOM,
    );
    this.#show(kindOf(node));
  }

  update(node: ProseMirrorNode): boolean {
    if (node.type.name !== "callout") return false;
    this.#show(kindOf(node));
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target === this.#kinds;
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(target);
  }

  #show(kind: CalloutKind): void {
    this.dom.dataset["kind"] = kind;
    this.dom.setAttribute("aria-label", CALLOUT_LABELS[kind]);
    this.#symbol.replaceChildren(icon(`callout-${kind}`));
    this.#kinds.value = kind;
  }
}
