/**
 * Signing out takes the copies of documents off this device: the next person at it must not find them.
 */

import { gettext, ngettext } from "../i18n";
import { eraseCopies, unsavedEdits } from "../localCopies";
import { confirmed } from "./dialogs";

/** Asks first where edits would be lost. A browser that keeps nothing just signs out. */
export function bindSignOut(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void leave(form);
    });
  }
}

async function leave(form: HTMLFormElement): Promise<void> {
  try {
    if (!(await mayLose(await unsavedEdits()))) return;
    await eraseCopies();
  } catch (error) {
    // A browser that forbids storage has kept nothing.
    if (!(error instanceof DOMException || error instanceof ReferenceError)) throw error;
  }
  form.submit();
}

async function mayLose(edits: number): Promise<boolean> {
  if (edits === 0) return true;
  return confirmed({
    confirm: gettext("Sign out"),
    text: ngettext(
      "%(count)s edit is on this device only, and signing out deletes it. Connect first to keep it.",
      "%(count)s edits are on this device only, and signing out deletes them. Connect first to keep them.",
      edits,
    ),
    title: gettext("Sign out and lose unsaved edits?"),
  });
}
