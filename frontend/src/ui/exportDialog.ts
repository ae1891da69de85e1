/**
 * The dialog that offers a document as files. The choices are those of the page that does the same without a script.
 */

import { gettext } from "../i18n";
import { openDialog } from "./dialogs";
import { element } from "./element";
import { toast } from "./toasts";

/** Asks for the kind of file; `address` is that of the page. */
export async function askForExport(address: string): Promise<void> {
  const formats = await formatsOf(address);
  if (formats === null) {
    toast(gettext("The server cannot be reached. Check your connection and try again."));
    return;
  }
  const close = element("button", { class: "button", type: "submit" }, gettext("Close"));
  const actions = element("form", { class: "dialog-actions", method: "dialog" }, close);
  const dialog = openDialog(gettext("Export"), formats, actions);
  // What is chosen is sent as a download: the page stays.
  formats.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a") !== null) dialog.close();
  });
}

async function formatsOf(address: string): Promise<HTMLElement | null> {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector<HTMLElement>(".formats");
    return found === null ? null : document.importNode(found, true);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
