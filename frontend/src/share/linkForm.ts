/**
 * Makes a share link: what it lets people do, until when, and with which password.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import { EXPIRIES, type Expiry, expiryMoment, expiryName } from "./expiry";
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
  readonly #expiry = choice<Expiry>({
    changed: (value) => this.#showDate(value),
    label: gettext("Until when"),
    name: expiryName,
    value: "week",
    values: EXPIRIES,
  });
  readonly #date = element("input", { "aria-label": gettext("Last day"), class: "input", hidden: true, type: "date" });
  readonly #password = element("input", {
    autocomplete: "new-password",
    class: "input",
    id: "link-password",
    maxlength: 200,
    minlength: 8,
    type: "password",
  });
  readonly #label = element("input", { class: "input", id: "link-label", maxlength: 100, type: "text" });

  constructor(make: (asked: NewLink) => Promise<unknown>, cancel: () => void) {
    const back = element("button", { class: "button", type: "button" }, gettext("Cancel"));
    back.addEventListener("click", cancel);
    const submit = element("button", { class: "button button-primary", type: "submit" }, gettext("Make the link"));
    this.root = element(
      "form",
      { "aria-label": gettext("New share link"), class: "share-new-link" },
      element("div", { class: "share-pair" }, this.#role, this.#expiry, this.#date),
      field("link-label", gettext("For whom (only you see this)"), this.#label),
      field("link-password", gettext("Password, if it should have one: at least 8 characters"), this.#password),
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

  #showDate(expiry: Expiry): void {
    this.#date.hidden = expiry !== "date";
    this.#date.required = expiry === "date";
    if (!this.#date.hidden) this.#date.focus();
  }

  get #asked(): NewLink {
    return {
      expires: expiryMoment(chosen(this.#expiry, EXPIRIES), this.#date.value, new Date())?.toISOString() ?? null,
      label: this.#label.value.trim(),
      password: this.#password.value,
      role: chosen(this.#role, LINK_ROLES),
    };
  }
}

function field(id: string, label: string, input: HTMLElement): HTMLElement {
  return element("div", { class: "field" }, element("label", { for: id }, label), input);
}
