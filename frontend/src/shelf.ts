/**
 * The places beside a page where they are a row above it that scrolls: what has the focus, and where one is, are seen as a whole.
 */

/** Room for the outline of what has the focus, in pixels. */
const ROOM = 6;

/** Keeps in view what `shelf` holds, from now on. */
export function keepInView(shelf: HTMLElement): void {
  const current = shelf.querySelector("[aria-current]");
  if (current !== null) show(shelf, current);
  // Browsers leave alone what they can show a part of.
  shelf.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) show(shelf, target);
  });
}

/** The page itself stays where it is. */
function show(shelf: HTMLElement, place: Element): void {
  const [around, box] = [shelf.getBoundingClientRect(), place.getBoundingClientRect()];
  const [before, after] = [around.left + ROOM - box.left, box.right - around.right + ROOM];
  if (before > 0) shelf.scrollLeft -= before;
  else if (after > 0) shelf.scrollLeft += after;
}
