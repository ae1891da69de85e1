/**
 * Giving a document to somebody else, and leaving it.
 */

import { gettext } from "../i18n";
import { confirmed } from "../ui/dialogs";
import { element } from "../ui/element";
import type { Desk } from "./desk";
import { PersonBox } from "./personBox";

/** A form, folded, by which the document gets another owner. */
export function transferForm(desk: Desk, title: string): HTMLElement {
  const label = gettext("Name or mail address of the new owner");
  const find = async (search: string) => (await desk.api.invitees(search)).filter(({ user }) => user !== null);
  const box = new PersonBox({ find, label, say: desk.say });
  const submit = element("button", { class: "button", type: "submit" }, gettext("Transfer…"));
  const form = element("form", { class: "share-invite" }, box.root, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void transfer(desk, box, title);
  });
  const summary = element("summary", { class: "share-fold" }, gettext("Give it to another owner"));
  return element("details", { class: "share-section", "data-stays": true }, summary, form);
}

async function transfer({ act, api }: Desk, box: PersonBox, title: string): Promise<void> {
  const to = box.holder;
  if (to === null || !("user" in to)) return box.focus();
  const name = box.text;
  const sure = await confirmed({
    confirm: gettext("Transfer"),
    text: gettext("“%(title)s” then belongs to %(name)s. You stay as somebody who can edit it.", { name, title }),
    title: gettext("Give it to %(name)s?", { name }),
  });
  const done = gettext("The document belongs to %(name)s.", { name });
  if (!sure || !(await act(() => api.transfer(to.user), done))) box.focus();
}

/** A button by which one gives up one's own access. */
export function leaveButton({ attempt, api }: Desk, title: string, left: () => void): HTMLElement {
  const button = element("button", { class: "button button-danger", type: "button" }, gettext("Leave the document…"));
  button.addEventListener("click", async () => {
    const sure = await confirmed({
      confirm: gettext("Leave"),
      text: gettext("You no longer see “%(title)s”. Its owner can let you in again.", { title }),
      title: gettext("Leave the document?"),
    });
    if (sure && (await attempt(() => api.leave()))) left();
  });
  return button;
}
