/**
 * Modal questions, on the browser's own dialog element: focus, Escape and the backdrop come with it.
 */

import { gettext } from "../i18n";
import { element, icon } from "./element";

export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
}

let opened = 0;

/** Opens `body` in a modal dialog that is gone once it is closed. */
export function openDialog(title: string, ...body: readonly HTMLElement[]): HTMLDialogElement {
  // One dialog may ask something above another.
  const id = `dialog-title-${++opened}`;
  const heading = element("h2", { class: "dialog-title", id }, title);
  const content = element("div", { class: "dialog-body" }, heading, ...body);
  const dialog = element("dialog", { "aria-labelledby": id }, content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && isOutside(dialog, event)) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The cross in the corner of a dialog. */
export function closeButton(dialog: HTMLDialogElement): HTMLButtonElement {
  const label = gettext("Close");
  const attributes = { "aria-label": label, class: "icon-button dialog-close", title: label, type: "button" };
  const close = element("button", attributes, icon("close"));
  close.addEventListener("click", () => dialog.close());
  return close;
}

function isOutside(dialog: HTMLDialogElement, { clientX, clientY }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

/** The buttons at the foot of a dialog's form: one that closes it, one that does it, which Enter presses, too. */
export function dialogActions(confirm: string): HTMLElement {
  const cancel = element("button", { class: "button", type: "button" }, gettext("Cancel"));
  cancel.addEventListener("click", () => cancel.closest("dialog")?.close());
  const submit = element("button", { class: "button button-primary", type: "submit", value: "confirm" }, confirm);
  return element("div", { class: "dialog-actions" }, cancel, submit);
}

/** Asks; resolves to whether the person said yes. */
export function confirmed({ title, text, confirm }: Confirmation): Promise<boolean> {
  const form = element(
    "form",
    { class: "dialog-body", method: "dialog" },
    element("p", {}, text),
    dialogActions(confirm),
  );
  const dialog = openDialog(title, form);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"));
  });
}

/** Shows text that must not get lost, with a button that copies it. */
export function showForCopying(title: string, explanation: string, text: string): void {
  const area = element("textarea", {
    "aria-label": gettext("Text to copy"),
    class: "input copy-text",
    readonly: true,
    rows: 10,
  });
  area.value = text;
  const copy = element("button", { class: "button button-primary", type: "button" }, gettext("Copy"));
  copy.addEventListener("click", () => void copyFrom(area, copy));
  const close = element("button", { class: "button", type: "submit" }, gettext("Close"));
  const actions = element("div", { class: "dialog-actions" }, close, copy);
  openDialog(title, element("p", {}, explanation), area, element("form", { method: "dialog" }, actions));
}

/** Copies what stands in `area`, and says so on the button that was pressed for it. */
export async function copyFrom(area: HTMLTextAreaElement | HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    button.textContent = gettext("Copied");
  } catch (error) {
    // Without permission for the clipboard the selected text can still be copied with the keyboard.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    button.textContent = gettext("Selected: copy it now");
  }
}
