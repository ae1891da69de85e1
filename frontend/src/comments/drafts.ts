/**
 * What was typed into a comment and not sent yet: it outlives the box it was typed into, and a reload of the page.
 */

const PREFIX = "collab:comment";

/** What was typed there last; empty when nothing was. */
export function draft(place: string): string {
  return guarded(() => sessionStorage.getItem(`${PREFIX}:${place}`)) ?? "";
}

/** Keeps what is typed; empty text forgets it. */
export function keepDraft(place: string, text: string): void {
  guarded(() => {
    if (text.trim() === "") sessionStorage.removeItem(`${PREFIX}:${place}`);
    else sessionStorage.setItem(`${PREFIX}:${place}`, text);
  });
}

/** A browser that stores nothing has the text in the box alone. */
function guarded<Value>(use: () => Value): Value | null {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
