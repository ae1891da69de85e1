/**
 * The first thing in the dialog: whom to let in, as what.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import type { Desk } from "./desk";
import { PersonBox } from "./personBox";
import { GIVEN_ROLES, roleName } from "./roles";

export class InviteForm {
  readonly root: HTMLFormElement;
  readonly #box: PersonBox;
  readonly #role = choice({
    label: gettext("What they can do"),
    name: roleName,
    value: "editor",
    values: GIVEN_ROLES,
  });

  constructor(private readonly desk: Desk) {
    this.#box = new PersonBox({
      find: (search) => desk.api.invitees(search),
      label: gettext("Name, mail address or group"),
      say: desk.say,
    });
    const submit = element("button", { class: "button button-primary", type: "submit" }, gettext("Invite"));
    this.root = element("form", { class: "share-invite" }, this.#box.root, this.#role, submit);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#invite();
    });
  }

  focus(): void {
    this.#box.focus();
  }

  async #invite(): Promise<void> {
    const to = this.#box.holder;
    if (to === null) return this.#box.focus();
    const role = chosen(this.#role, GIVEN_ROLES);
    const done = gettext("%(name)s has access.", { name: this.#box.text });
    if (await this.desk.act(() => this.desk.api.grant(to, role), done)) this.#box.clear();
    this.#box.focus();
  }
}
