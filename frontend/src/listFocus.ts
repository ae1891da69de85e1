/**
 * The keyboard in a list that is made anew: what had the focus is another element then, in the same place.
 */

/** Of these there are as many after as before. */
const STABLE = ["#places .place", ".column", ".paging a"];

/** Finds out what has the focus, and answers how to give it to the same thing again. */
export function keptFocus(list: () => HTMLElement): () => void {
  const focused = document.activeElement;
  const id = focused?.closest<HTMLElement>(".document")?.dataset["id"];
  const kept = focused?.getAttribute("data-keep");
  const stable = STABLE.map((selector) => [selector, placeAmong(selector, focused)] as const).find(([, at]) => at >= 0);
  const wasInList = focused !== null && list().contains(focused);
  return () => {
    if (focused?.isConnected) return;
    const again = id === undefined ? null : inRow(list(), id, kept ?? null);
    const same = stable === undefined ? null : document.querySelectorAll<HTMLElement>(stable[0])[stable[1]];
    // A row that is gone leaves the list.
    (again ?? same ?? (wasInList ? list() : null))?.focus({ preventScroll: true });
  };
}

function placeAmong(selector: string, wanted: Element | null): number {
  return wanted === null ? -1 : [...document.querySelectorAll(selector)].indexOf(wanted);
}

function inRow(list: HTMLElement, id: string, kept: string | null): HTMLElement | null {
  const row = list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const same = kept === null ? null : row?.querySelector<HTMLElement>(`[data-keep="${CSS.escape(kept)}"]`);
  return same ?? row?.querySelector<HTMLElement>(".document-title") ?? null;
}
