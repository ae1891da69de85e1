/**
 * The small forms that ask for the address of a link or an image.
 */

import { currentLink, insertImage, removeLink, setLink } from "../commands";
import type { Editor } from "../editor";
import { completeLink, isSafeImage } from "../safeUrl";
import { dialogActions, openDialog } from "./dialogs";
import { element } from "./element";

/** Asks for the target of the link at the caret; an empty one removes the link. */
export function askForLink(editor: Editor): void {
  const present = currentLink(editor);
  const address = field("Address", { autocomplete: "url", inputmode: "url", name: "href", placeholder: "example.org" });
  address.input.value = present;
  const form = addressForm(present === "" ? "Add the link" : "Change the link", address.root);
  if (present !== "") form.prepend(openPresent(present));
  const dialog = openDialog(present === "" ? "Link" : "Edit the link", form);
  address.input.select();
  onSubmit(form, dialog, () => {
    if (address.input.value.trim() === "") removeLink(editor);
    else {
      const href = completeLink(address.input.value);
      if (href === null) return address.refuse("This is not an address that a link may have.");
      setLink(editor, href);
    }
    return true;
  });
}

function openPresent(href: string): HTMLElement {
  return element("a", { class: "dialog-link", href, rel: "noopener noreferrer nofollow", target: "_blank" }, href);
}

/** Asks for an image by its address and says what it shows. */
export function askForImage(editor: Editor): void {
  const address = field("Address of the image", { name: "src", placeholder: "https://", required: true, type: "url" });
  const description = field("Description", { name: "alt", placeholder: "For those who cannot see it" });
  const form = addressForm("Add the image", address.root, description.root);
  const dialog = openDialog("Image", form);
  onSubmit(form, dialog, () => {
    const src = address.input.value.trim();
    if (!isSafeImage(src)) return address.refuse("Images need an address that begins with https:// or http://.");
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
