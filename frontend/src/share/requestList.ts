/**
 * Who asks to be let in, and answering them.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import type { Desk, Sharing } from "./desk";
import { holderFace, holderText } from "./holders";
import { GIVEN_ROLES, type GivenRole, roleName } from "./roles";
import type { AccessRequest } from "./shareApi";

/** The requests that wait for an answer; null if there are none. */
export function requestList(desk: Desk, { requests }: Sharing): HTMLElement | null {
  if (requests.length === 0) return null;
  const label = gettext("Asking for access");
  return element(
    "section",
    { "aria-label": label, class: "share-section share-requests" },
    element("h3", { class: "share-heading" }, label),
    element(
      "ul",
      { class: "share-rows", "data-testid": "requests" },
      ...requests.map((each) => requestRow(desk, each)),
    ),
  );
}

function requestRow(desk: Desk, request: AccessRequest): HTMLElement {
  const { user, message } = request;
  const holder = { group: null, user };
  const role = choice({
    label: gettext("What %(name)s can do", { name: user.name }),
    name: roleName,
    value: "reader",
    values: GIVEN_ROLES,
  });
  const actions = element(
    "span",
    { class: "share-answer" },
    role,
    answerButton(desk, request, gettext("Accept"), () => chosen(role, GIVEN_ROLES)),
    answerButton(desk, request, gettext("Decline"), () => null),
  );
  const said = message === "" ? null : element("p", { class: "share-message", dir: "auto" }, message);
  return element("li", { class: "share-row share-request" }, holderFace(holder), holderText(holder), said, actions);
}

function answerButton(
  { api, act }: Desk,
  { id, user }: AccessRequest,
  word: string,
  role: () => GivenRole | null,
): HTMLElement {
  const label = `${word}: ${user.name}`;
  const kind = role() === null ? "button" : "button button-primary";
  const button = element("button", { "aria-label": label, class: kind, type: "button" }, word);
  button.addEventListener("click", () => {
    const given = role();
    const done = given === null ? gettext("%(name)s was declined.") : gettext("%(name)s has access.");
    void act(() => api.answer(id, given), done.replace("%(name)s", user.name));
  });
  return button;
}
