/**
 * Shortcuts that are one key without Ctrl: whoever speaks to the machine, or hits keys by chance, can turn them off.
 * Kept in this browser.
 */

const NAME = "collab:single-keys";

/** Are they wanted: as long as nobody says otherwise. */
export function areSingleKeysOn(): boolean {
  return kept(() => localStorage.getItem(NAME)) !== "off";
}

/** A browser that stores nothing leaves them on. */
export function turnSingleKeys(on: boolean): void {
  kept(() => localStorage.setItem(NAME, on ? "on" : "off"));
}

function kept<Value>(access: () => Value): Value | null {
  try {
    return access();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

/** Is the key pressed alone, and nowhere where it would write. */
export function isSingleKey(event: KeyboardEvent): boolean {
  const { target, ctrlKey, metaKey, altKey, isComposing } = event;
  return !ctrlKey && !metaKey && !altKey && !isComposing && !isTyping(target) && areSingleKeysOn();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
