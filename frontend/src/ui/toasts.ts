/**
 * Short messages that come and go, and a voice for screen readers.
 */

import { gettext } from "../i18n";
import { element, icon } from "./element";

const SHOWN_MS = 4_500;

/** What one can do about a message. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
  /** The message was closed instead. */
  readonly closed?: () => void;
}

/**
 * A message at the foot of the page; screen readers hear it, too. It goes after a few seconds, unless there is something
 * to do about it: then it stays until that is done or it is closed.
 */
export function toast(message: string, action?: ToastAction): void {
  const toasts = region("toasts", "toasts");
  if (action === undefined) {
    const shown = element("div", { class: "toast" }, message);
    toasts.append(shown);
    setTimeout(() => shown.remove(), SHOWN_MS);
  } else {
    toasts.querySelector(".has-action")?.remove();
    toasts.append(withAction(message, action));
  }
}

function withAction(message: string, { label, run, closed }: ToastAction): HTMLElement {
  const act = element("button", { class: "toast-action", type: "button" }, label);
  const close = element("button", { "aria-label": gettext("Close"), class: "toast-close", type: "button" });
  close.append(icon("close"));
  const shown = element("div", { class: "toast has-action" }, element("span", {}, message), act, close);
  close.addEventListener("click", () => {
    shown.remove();
    closed?.();
  });
  act.addEventListener("click", () => {
    shown.remove();
    run();
  });
  return shown;
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
