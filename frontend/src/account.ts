/**
 * Pages of the account: where one is among them, and a secret copied with one press.
 */

import { gettext } from "./i18n";
import { keepInView } from "./shelf";
import { bindTopBar } from "./topBar";
import { required } from "./ui/element";

/** Copies what the field named by `data-copy` holds, and says so on the button. */
function bindCopyButton(button: HTMLButtonElement): void {
  const field = required(`#${button.dataset["copy"]}`, HTMLInputElement);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    void navigator.clipboard.writeText(field.value).then(() => {
      const label = button.querySelector("span");
      if (label !== null) label.textContent = gettext("Copied");
    });
  });
}

bindTopBar();
keepInView(required(".places", HTMLElement));
// Addresses without TLS have no clipboard: there the field is selected by hand.
if (navigator.clipboard !== undefined) {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) bindCopyButton(button);
}
