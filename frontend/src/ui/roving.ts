/**
 * One tab stop for many controls: the arrow keys move within (WAI-ARIA roving tabindex).
 */

const CONTROLS = "button, select";

function controls(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => !control.hidden);
}

function stopAt(root: HTMLElement, stop: HTMLElement): void {
  for (const control of controls(root)) control.tabIndex = control === stop ? 0 : -1;
}

/** Makes `root` a single tab stop. */
export function makeRoving(root: HTMLElement): void {
  const [first] = controls(root);
  if (first) stopAt(root, first);
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

function target(all: readonly HTMLElement[], event: KeyboardEvent): HTMLElement | null {
  const index = all.indexOf(document.activeElement as HTMLElement);
  if (index < 0) return null;
  switch (event.key) {
    case "ArrowRight":
      return all[(index + 1) % all.length] ?? null;
    case "ArrowLeft":
      return all.at(index - 1) ?? null;
    case "Home":
      return all[0] ?? null;
    case "End":
      return all.at(-1) ?? null;
    default:
      return null;
  }
}

/** Puts the focus on the control that is the tab stop now. */
export function enterToolbar(root: HTMLElement): void {
  root.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}
