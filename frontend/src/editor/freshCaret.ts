/**
 * Browsers tell of a moved caret a moment later. What happens in between must not happen where the caret was before.
 */

import type { EditorView } from "@tiptap/pm/view";
import type * as Y from "yjs";

/** What ProseMirror has no public way to. */
interface Watched {
  readonly domObserver: { flush(): void; pendingRecords(): readonly MutationRecord[] };
}

/** Has the editor ask where the caret is before it takes a key. */
export function hearCaret(view: EditorView): boolean {
  if (!view.composing) observerOf(view).flush();
  return false;
}

/**
 * Has it ask before others' changes come in, too: afterwards it puts the caret where it thinks that it was. Text that
 * it has not read yet must wait: read in the middle of others' changes, it would count as theirs and never be sent.
 */
export function hearCaretBefore(doc: Y.Doc, view: EditorView): void {
  if (doc._transaction?.local === false && observerOf(view).pendingRecords().length === 0) hearCaret(view);
}

function observerOf(view: EditorView): Watched["domObserver"] {
  return (view as unknown as Watched).domObserver;
}
