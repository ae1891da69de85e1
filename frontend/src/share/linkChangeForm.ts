/**
 * Changes a share link that people may have by now: its name, until when it holds, its password.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import { ExpiryField } from "./expiryField";
import { linkField, passwordInput } from "./linkForm";
import type { LinkChanges, ShareLink } from "./shareApi";

type Password = "keep" | "new" | "none";

const PASSWORDS: Readonly<Record<Password, () => string>> = {
  keep: () => gettext("Keep the password"),
  new: () => gettext("Another password"),
  none: () => gettext("No password"),
};

export class LinkChangeForm {
  readonly root: HTMLFormElement;
  readonly #expiry: ExpiryField;
  readonly #values: readonly Password[];
  readonly #choice: HTMLSelectElement;
  readonly #password = passwordInput("changed-link-password");
  readonly #secret = linkField(gettext("The new password: at least 8 characters"), this.#password);
  readonly #label = element("input", { class: "input", id: "changed-link-label", maxlength: 100, type: "text" });

  /** `until` says until when the link holds now; `change` is asked once the form is sent. */
  constructor(link: ShareLink, until: string, change: (changes: LinkChanges) => void, cancel: () => void) {
    this.#expiry = new ExpiryField(until);
    this.#values = link.has_password ? ["keep", "new", "none"] : ["none", "new"];
    this.#choice = choice<Password>({
      changed: (value) => this.#showPassword(value === "new"),
      label: gettext("Password"),
      name: (value) => PASSWORDS[value](),
      value: link.has_password ? "keep" : "none",
      values: this.#values,
    });
    this.#label.value = link.label;
    this.#secret.hidden = true;
    this.root = this.#form(cancel);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      change(this.#changes);
    });
  }

  focus(): void {
    this.#expiry.parts[0]?.focus();
  }

  #form(cancel: () => void): HTMLFormElement {
    const back = element("button", { class: "button", type: "button" }, gettext("Cancel"));
    back.addEventListener("click", cancel);
    const submit = element("button", { class: "button button-primary", type: "submit" }, gettext("Change the link"));
    const note = gettext("Whoever has the link goes on with it. Who came in without the new password is asked for it.");
    return element(
      "form",
      { "aria-label": gettext("Change the share link"), class: "share-new-link" },
      element("div", { class: "share-pair" }, ...this.#expiry.parts, this.#choice),
      this.#secret,
      linkField(gettext("For whom (only you see this)"), this.#label),
      element("p", { class: "share-small" }, note),
      element("div", { class: "dialog-actions" }, back, submit),
    );
  }

  #showPassword(isNew: boolean): void {
    this.#secret.hidden = !isNew;
    this.#password.required = isNew;
    if (isNew) this.#password.focus();
  }

  get #changes(): LinkChanges {
    const { expires } = this.#expiry;
    const password = chosen(this.#choice, this.#values);
    return {
      label: this.#label.value.trim(),
      ...(expires === undefined ? {} : { expires }),
      ...(password === "keep" ? {} : { password: password === "new" ? this.#password.value : "" }),
    };
  }
}
