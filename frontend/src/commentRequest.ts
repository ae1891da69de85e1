/**
 * "Comment on this": the wish of whoever selected text, told to whoever keeps comments.
 *
 * Invariant: the text editor knows nothing of threads, and comments need nothing of the editor but two places.
 */

import type { RelativePlace } from "./caretPlace";

/** What is to be commented: places hold while others write. */
export interface CommentRequest {
  readonly anchor: RelativePlace;
  readonly head: RelativePlace;
  /** The selected text, as it was. */
  readonly quote: string;
}

type Listener = (request: CommentRequest) => void;

const listeners = new Set<Listener>();

/** Hears of every wish to comment from now on; answers how to stop that. */
export function onCommentRequest(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Does anybody keep comments: without that there is nothing to offer. */
export function takesComments(): boolean {
  return listeners.size > 0;
}

/** Tells that somebody wants to comment. */
export function requestComment(request: CommentRequest): void {
  for (const listener of listeners) listener(request);
}
