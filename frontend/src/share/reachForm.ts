/**
 * Whom the address of the document lets in, and the address for copying.
 */

import { gettext } from "../i18n";
import { copyFrom } from "../ui/dialogs";
import { element } from "../ui/element";
import { sign } from "../ui/face";
import { choice, chosen } from "./choice";
import type { Desk, Sharing } from "./desk";
import { LINK_ROLES, REACHES, reachIcon, reachName, reachSentence, roleName } from "./roles";

/** The document's address, whom it lets in, and what it lets them do. */
export function reachForm(desk: Desk, { document }: Sharing): HTMLElement {
  const { link_reach: reach, link_role: role } = document;
  const label = gettext("Who can open the address");
  const save = () => void change(desk, reaches, roles);
  const reaches = choice({ changed: save, label, name: reachName, value: reach, values: REACHES });
  const may = gettext("What the address lets them do");
  const roles = choice({ changed: save, label: may, name: roleName, value: role, values: LINK_ROLES });
  reaches.dataset["key"] = "reach";
  roles.dataset["key"] = "reach-role";
  roles.hidden = reach === "restricted";
  const what = element(
    "span",
    { class: "share-who" },
    reaches,
    element("span", { class: "share-small" }, reachSentence(reach)),
  );
  return element(
    "section",
    { "aria-label": label, class: "share-section", "data-reach": reach },
    element("h3", { class: "share-heading" }, gettext("Address")),
    element("div", { class: "share-row" }, sign(reachIcon(reach)), what, roles),
    addressLine(document.url),
  );
}

function change({ api, act }: Desk, reaches: HTMLSelectElement, roles: HTMLSelectElement): Promise<boolean> {
  const reach = chosen(reaches, REACHES);
  return act(() => api.setReach(reach, chosen(roles, LINK_ROLES)), reachSentence(reach));
}

/** An address beside a button that copies it. */
export function addressLine(url: string, label = gettext("Address of the document")): HTMLElement {
  const field = element("input", { "aria-label": label, class: "input", readonly: true, type: "url", value: url });
  const copy = element("button", { class: "button", type: "button" }, gettext("Copy"));
  copy.addEventListener("click", () => void copyFrom(field, copy));
  return element("div", { class: "share-address" }, field, copy);
}
