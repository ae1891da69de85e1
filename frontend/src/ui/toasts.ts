/**
 * Short messages that come and go, and a voice for screen readers.
 */

import { element } from "./element";

const SHOWN_MS = 4_500;

/** A message at the foot of the page for a few seconds; screen readers hear it, too. */
export function toast(message: string): void {
  const shown = element("div", { class: "toast" }, message);
  region("toasts", "toasts").append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}

/** Says something that is visible elsewhere: who came, who went. */
export function announce(sentence: string): void {
  region("announcer", "visually-hidden").textContent = sentence;
}

/** A polite live region: made before it is needed, or its first message would not be heard. */
function region(id: string, className: string): HTMLElement {
  const known = document.getElementById(id);
  if (known !== null) return known;
  const made = element("div", { "aria-live": "polite", class: className, id, role: "status" });
  document.body.append(made);
  return made;
}

/** Puts the live regions into the page. */
export function prepareVoice(): void {
  region("toasts", "toasts");
  region("announcer", "visually-hidden");
}
