/**
 * Mentions of people, as one unit that is deleted and selected whole.
 */

import { mergeAttributes, Node } from "@tiptap/core";
import { personId, personLabel } from "../attributes";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    mention: {
      /** Mentions somebody at the caret, with a space after the name. `id` is that of the user. */
      insertMention: (person: { id: string; label: string }) => ReturnType;
    };
  }
}

export const Mention = Node.create({
  addAttributes() {
    return {
      id: {
        default: null,
        parseHTML: (name) => personId(name.dataset["id"]),
        renderHTML: ({ id }) => ({ "data-id": personId(id) }),
      },
      label: {
        default: null,
        parseHTML: (name) => personLabel(name.dataset["label"] ?? name.textContent.replace(/^@/, "")),
        renderHTML: ({ label }) => ({ "data-label": personLabel(label) }),
      },
    };
  },
  addCommands() {
    return {
      insertMention:
        (person) =>
        ({ commands }) =>
          commands.insertContent([
            { attrs: person, type: this.name },
            { text: " ", type: "text" },
          ]),
    };
  },
  atom: true,
  group: "inline",
  inline: true,
  name: "mention",
  parseHTML() {
    return [{ tag: 'span[data-type="mention"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const own = { class: "mention", "data-type": "mention" };
    return ["span", mergeAttributes(HTMLAttributes, own), `@${personLabel(node.attrs["label"]) ?? "?"}`];
  },
  renderText({ node }) {
    return `@${personLabel(node.attrs["label"]) ?? "?"}`;
  },
  selectable: true,
});
