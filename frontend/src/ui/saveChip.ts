/**
 * The save chip: is everything stored? With a popover that says more.
 *
 * Invariant: `data-state` tells the truth at once. Only the words wait a moment before they say "Saving…", because
 * the server usually answers within milliseconds and a flickering word says less than a steady one.
 */

import { gettext } from "../i18n";
import type { Ledger, SaveStatus } from "../status";
import { element, icon, setAttribute } from "./element";
import { announce } from "./toasts";

const SAVING_SHOWN_AFTER_MS = 400;

const ICONS: Readonly<Record<SaveStatus["state"], string>> = {
  problem: "alert",
  saved: "check",
  saving: "saving",
  unsaved: "cloud-off",
};

export class SaveChip {
  readonly #label = element("span", { class: "chip-label" });
  readonly #symbol = element("span", { class: "chip-icon" });
  readonly #detail = element("p", { class: "chip-detail" });
  readonly #since = element("p", { class: "chip-since" });
  readonly #popover = element("div", { class: "menu chip-popover", hidden: true, id: "save-detail" });
  readonly #button: HTMLButtonElement;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shown: SaveStatus["state"] | null = null;

  constructor(private readonly root: HTMLElement) {
    this.#button = element(
      "button",
      {
        "aria-controls": "save-detail",
        "aria-expanded": "false",
        class: "chip",
        "data-state": "saving",
        "data-testid": "save-chip",
        type: "button",
      },
      this.#symbol,
      this.#label,
    );
    this.#popover.append(this.#detail, this.#since);
    root.append(this.#button, this.#popover);
    this.#button.addEventListener("click", () => this.#toggle(this.#popover.hidden !== false));
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) this.#toggle(false);
    });
    root.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#toggle(false);
    });
  }

  /** Shows `status`; readers, who save nothing, see the chip only when it has something to tell. */
  show(status: SaveStatus, ledger: Ledger, canWrite: boolean): void {
    this.root.hidden = !canWrite && ledger.edits === 0 && status.state !== "problem";
    this.#button.dataset["state"] = status.state;
    this.#detail.textContent = status.detail;
    this.#since.textContent =
      ledger.since === null ? "" : gettext("Waiting since %(time)s.", { time: shortTime(ledger.since) });
    this.#since.hidden = ledger.since === null || status.state === "saving";
    if (status.state === "saving" && this.#shown === "saved") this.#showLater(status);
    else this.#showNow(status);
  }

  #showLater(status: SaveStatus): void {
    this.#timer ??= setTimeout(() => this.#showNow(status), SAVING_SHOWN_AFTER_MS);
  }

  #showNow(status: SaveStatus): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#shown === status.state && this.#label.textContent === status.label) return;
    if (isWorthSaying(this.#shown, status.state)) announce(`${status.label}. ${status.detail}`);
    this.#shown = status.state;
    this.#label.textContent = status.label;
    this.#button.dataset["shown"] = status.state;
    this.#symbol.replaceChildren(icon(ICONS[status.state]));
  }

  #toggle(open: boolean): void {
    this.#popover.hidden = !open;
    setAttribute(this.#button, "aria-expanded", String(open));
  }
}

/** Trouble, and the end of it, is said aloud; saving as such is not. */
function isWorthSaying(before: SaveStatus["state"] | null, after: SaveStatus["state"]): boolean {
  const isTrouble = (state: SaveStatus["state"] | null) => state === "unsaved" || state === "problem";
  return before !== null && isTrouble(before) !== isTrouble(after);
}

function shortTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
}
