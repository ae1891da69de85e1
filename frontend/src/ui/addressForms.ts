/**
 * The small form that asks for the address of an image.
 */

import { insertImage } from "../commands";
import type { Editor } from "../editor";
import { gettext } from "../i18n";
import { isSafeImage } from "../safeUrl";
import { dialogActions, openDialog } from "./dialogs";
import { element } from "./element";

/** Asks for an image by its address and says what it shows. */
export function askForImage(editor: Editor): void {
  const address = field(gettext("Address of the image"), {
    name: "src",
    placeholder: "https://",
    required: true,
    type: "url",
  });
  const description = field(gettext("Description"), {
    name: "alt",
    placeholder: gettext("For those who cannot see it"),
  });
  const form = addressForm(gettext("Add the image"), address.root, description.root);
  const dialog = openDialog(gettext("Image"), form);
  onSubmit(form, dialog, () => {
    const src = address.input.value.trim();
    if (!isSafeImage(src))
      return address.refuse(gettext("Images need an address that begins with https:// or http://."));
    insertImage(editor, { alt: description.input.value.trim(), src });
    return true;
  });
}

interface Field {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says what is wrong. Always false, so that a handler can return it. */
  readonly refuse: (why: string) => false;
}

function field(label: string, attributes: Readonly<Record<string, string | boolean>>): Field {
  const input = element("input", { class: "input", type: "text", ...attributes });
  const error = element("p", { class: "errors", role: "alert" });
  const refuse = (why: string): false => {
    error.textContent = why;
    input.setAttribute("aria-invalid", "true");
    input.focus();
    return false;
  };
  const root = element("label", { class: "field" }, element("span", { class: "label" }, label), input, error);
  return { input, refuse, root };
}

function addressForm(confirm: string, ...fields: readonly HTMLElement[]): HTMLFormElement {
  return element("form", { class: "dialog-body", method: "dialog" }, ...fields, dialogActions(confirm));
}

/** Runs `accept` when the form is confirmed; the dialog stays open while it answers false. */
function onSubmit(form: HTMLFormElement, dialog: HTMLDialogElement, accept: () => boolean): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (accept()) dialog.close();
  });
}
