/**
 * Makes a share link: what it lets people do, until when, and with which password.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import { ExpiryField } from "./expiryField";
import { LINK_ROLES, roleName } from "./roles";
import type { NewLink } from "./shareApi";

export class LinkForm {
  readonly root: HTMLFormElement;
  readonly #role = choice({
    label: gettext("What the link lets people do"),
    name: roleName,
    value: "reader",
    values: LINK_ROLES,
  });
  readonly #expiry = new ExpiryField();
  readonly #password = passwordInput("link-password");
  readonly #label = element("input", { class: "input", id: "link-label", maxlength: 100, type: "text" });

  constructor(make: (asked: NewLink) => Promise<unknown>, cancel: () => void) {
    const back = element("button", { class: "button", type: "button" }, gettext("Cancel"));
    back.addEventListener("click", cancel);
    const submit = element("button", { class: "button button-primary", type: "submit" }, gettext("Make the link"));
    this.root = element(
      "form",
      { "aria-label": gettext("New share link"), class: "share-new-link" },
      element("div", { class: "share-pair" }, this.#role, ...this.#expiry.parts),
      linkField(gettext("For whom (only you see this)"), this.#label),
      linkField(gettext("Password, if it should have one: at least 8 characters"), this.#password),
      element("div", { class: "dialog-actions" }, back, submit),
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void make(this.#asked);
    });
  }

  focus(): void {
    this.#role.focus();
  }

  get #asked(): NewLink {
    return {
      expires: this.#expiry.expires ?? null,
      label: this.#label.value.trim(),
      password: this.#password.value,
      role: chosen(this.#role, LINK_ROLES),
    };
  }
}

/** A field of a link's form, with its label above. */
export function linkField(label: string, input: HTMLInputElement): HTMLElement {
  return element("div", { class: "field" }, element("label", { for: input.id }, label), input);
}

/** A password that the browser does not take for the person's own. */
export function passwordInput(id: string): HTMLInputElement {
  const lengths = { maxlength: 200, minlength: 8 };
  return element("input", { autocomplete: "new-password", class: "input", id, type: "password", ...lengths });
}
