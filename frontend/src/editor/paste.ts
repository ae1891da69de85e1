/** Pastes from office programs cleanly, and Markdown as what it says. */

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { gettext } from "../i18n";
import { quietPart } from "../lazy";
import { looksLikeMarkdown } from "../markdownSigns";
import { toast } from "../ui/toasts";
import { tidied } from "./clipboard";

export const Paste = Extension.create({
  addProseMirrorPlugins() {
    return [plugin()];
  },
  name: "cleanPaste",
});

function plugin(): Plugin {
  let isPlain = false;
  return new Plugin({
    props: {
      handleDOMEvents: {
        // With Shift people ask for the text as it is.
        keydown: (_view, { shiftKey }) => {
          isPlain = shiftKey;
          return false;
        },
      },
      handlePaste: (view, event) => !isPlain && pasteMarkdown(view, event),
      transformPastedHTML: tidied,
    },
  });
}

function pasteMarkdown(view: EditorView, { clipboardData }: ClipboardEvent): boolean {
  if (clipboardData === null || view.state.selection.$from.parent.type.spec.code) return false;
  const text = clipboardData.getData("text/plain");
  if (hasMeaningfulHtml(clipboardData) || !looksLikeMarkdown(text)) return false;
  void insert(view, text);
  return true;
}

/** Editors of source code add HTML that only colours the text. */
function hasMeaningfulHtml(clipboardData: DataTransfer): boolean {
  const isSource = clipboardData.getData("vscode-editor-data") !== "";
  return !isSource && clipboardData.getData("text/html") !== "";
}

async function insert(view: EditorView, text: string): Promise<void> {
  const loaded = await quietPart(() => import("../markdown"));
  if (view.isDestroyed || !view.editable) return;
  if (loaded !== null) view.pasteHTML(loaded.htmlOf(text));
  else {
    view.pasteText(text);
    toast(gettext("Pasted as plain text: what turns Markdown into a formatted text could not be loaded."));
  }
}
