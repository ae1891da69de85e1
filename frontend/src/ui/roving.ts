/**
 * One tab stop for many controls: the arrow keys move within (WAI-ARIA roving tabindex).
 */

const CONTROLS = "button, select";

function controls(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => !control.hidden);
}

function stopAt(root: HTMLElement, stop: HTMLElement): void {
  for (const control of root.querySelectorAll<HTMLElement>(CONTROLS)) control.tabIndex = control === stop ? 0 : -1;
}

/** Makes `root` a single tab stop. */
export function makeRoving(root: HTMLElement): void {
  keepStop(root);
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(CONTROLS)) stopAt(root, target);
  });
  root.addEventListener("keydown", (event) => {
    const next = target(controls(root), event);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  });
}

/** Controls were shown or hidden: one of those that are shown is the tab stop. */
export function keepStop(root: HTMLElement): void {
  const shown = controls(root);
  const stop = shown.find(({ tabIndex }) => tabIndex === 0) ?? shown[0];
  if (stop) stopAt(root, stop);
}

function target(all: readonly HTMLElement[], event: KeyboardEvent): HTMLElement | null {
  const index = all.indexOf(document.activeElement as HTMLElement);
  if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case "ArrowRight":
    case "ArrowLeft":
      return all.at((index + step(event)) % all.length) ?? null;
    case "Home":
      return all[0] ?? null;
    case "End":
      return all.at(-1) ?? null;
    default:
      return null;
  }
}

/** What is read from right to left goes on to the left. */
function step({ key }: KeyboardEvent): 1 | -1 {
  const isForward = (key === "ArrowRight") === (document.documentElement.dir !== "rtl");
  return isForward ? 1 : -1;
}

/** Puts the focus on the control that is the tab stop now. */
export function enterToolbar(root: HTMLElement): void {
  root.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}
