/**
 * How keys are named on this machine.
 */

const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

const MAC_SIGNS: Readonly<Record<string, string>> = { Alt: "⌥", Mod: "⌘", Shift: "⇧" };

/** `Mod+Shift+Z` as people here read it. */
export function shownKeys(keys: string): string {
  const parts = keys.split("+");
  if (IS_MAC) return parts.map((part) => MAC_SIGNS[part] ?? part).join("");
  return parts.map((part) => (part === "Mod" ? "Ctrl" : part)).join("+");
}

/** Is the event's modifier the one for commands on this machine. */
export function hasMod(event: KeyboardEvent): boolean {
  return IS_MAC ? event.metaKey : event.ctrlKey;
}
