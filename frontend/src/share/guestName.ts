/**
 * Asks people without an account what the others should call them.
 */

import { type Api, ApiProblem } from "../api";
import { gettext } from "../i18n";
import { openDialog } from "../ui/dialogs";
import { element } from "../ui/element";

export interface GuestNameOptions {
  readonly api: Api;
  /** What they are called so far; empty for the first time. */
  readonly name: string;
  readonly login: string;
  readonly named: (name: string) => void;
}

/** Asks for a name; who closes the question stays as they are. */
export function askGuestName(options: GuestNameOptions): void {
  const { api, login, named } = options;
  const input = element("input", {
    autocomplete: "nickname",
    class: "input",
    id: "guest-name-field",
    maxlength: 60,
    required: true,
    type: "text",
    value: options.name,
  });
  const failed = element("p", { class: "errors", role: "alert" });
  const form = element(
    "form",
    { class: "dialog-body" },
    element("p", {}, gettext("You are here without an account. The others see this name, and that you are a guest.")),
    element(
      "div",
      { class: "field" },
      element("label", { for: "guest-name-field" }, gettext("Your name")),
      input,
      failed,
    ),
    element(
      "div",
      { class: "dialog-actions" },
      element("a", { class: "button", href: login }, gettext("Sign in instead")),
      element("button", { class: "button button-primary", type: "submit" }, gettext("Go on")),
    ),
  );
  const dialog = openDialog(gettext("What should others call you?"), form);
  dialog.dataset["testid"] = "guest-name";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const guest = await api.call<{ name: string }>("PATCH", `${api.base}guest/`, { name: input.value });
      dialog.close();
      named(guest.name);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      failed.textContent = error.message;
    }
  });
  input.select();
}
