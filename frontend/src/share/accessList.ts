/**
 * Who was given which role, and changing it.
 */

import { gettext } from "../i18n";
import { element, icon } from "../ui/element";
import { choice } from "./choice";
import type { Desk, Sharing } from "./desk";
import { holderFace, holderKey, holderName, holderText } from "./holders";
import { GIVEN_ROLES, type GivenRole, roleName } from "./roles";
import type { Access, Holder } from "./shareApi";

/** Everybody with a role by name or group, whom the document belongs to first. */
export function accessList(desk: Desk, { document, access }: Sharing): HTMLElement {
  const owner = document.owner === null ? [] : [ownerRow(desk, { group: null, user: document.owner })];
  const label = gettext("People with access");
  return element(
    "section",
    { "aria-label": label, class: "share-section" },
    element("h3", { class: "share-heading" }, label),
    element(
      "ul",
      { class: "share-rows", "data-testid": "access" },
      ...owner,
      ...access.map((row) => accessRow(desk, row)),
    ),
  );
}

function ownerRow(desk: Desk, owner: Holder): HTMLElement {
  const role = element("span", { class: "share-role" }, gettext("Owner"));
  return element("li", { class: "share-row" }, holderFace(owner), holderText(owner, you(desk, owner)), role);
}

function accessRow(desk: Desk, access: Access): HTMLElement {
  const name = holderName(access);
  const role = choice({
    changed: (to) => void change(desk, access, to),
    label: gettext("What %(name)s can do", { name }),
    name: roleName,
    value: access.role,
    values: GIVEN_ROLES,
  });
  role.dataset["key"] = `role-${access.id}`;
  const who = holderText(access, you(desk, access));
  return element("li", { class: "share-row" }, holderFace(access), who, role, takeButton(desk, access));
}

function change(desk: Desk, access: Access, to: GivenRole): Promise<boolean> {
  const done = gettext("%(name)s: %(role)s", { name: holderName(access), role: roleName(to) });
  return desk.act(() => desk.api.grant(holderKey(access), to), done);
}

function takeButton(desk: Desk, access: Access): HTMLElement {
  const name = holderName(access);
  const label = gettext("Remove %(name)s", { name });
  const button = element(
    "button",
    { "aria-label": label, class: "icon-button", "data-key": `take-${access.id}`, title: label, type: "button" },
    icon("close"),
  );
  const done = gettext("%(name)s has no access any more.", { name });
  button.addEventListener("click", () => void desk.act(() => desk.api.take(access.id), done));
  return button;
}

function you({ username }: Desk, { user }: Holder): string {
  return user?.username === username ? ` ${gettext("(you)")}` : "";
}
