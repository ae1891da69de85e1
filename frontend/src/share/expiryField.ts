/**
 * Until when a link shall hold, as a choice; for one that there is already, to leave that as it is, too.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { choice, chosen } from "./choice";
import { EXPIRIES, type Expiry, expiryMoment, expiryName } from "./expiry";

type Chosen = Expiry | "keep";

export class ExpiryField {
  readonly #values: readonly Chosen[];
  readonly #choice: HTMLSelectElement;
  readonly #date = element("input", { "aria-label": gettext("Last day"), class: "input", hidden: true, type: "date" });

  /** `kept` says until when the link holds now. */
  constructor(kept: string | null = null) {
    this.#values = kept === null ? EXPIRIES : ["keep", ...EXPIRIES];
    this.#choice = choice<Chosen>({
      changed: (value) => this.#showDate(value),
      label: gettext("Until when"),
      name: (value) => (value === "keep" ? gettext("As it is: %(until)s", { until: kept ?? "" }) : expiryName(value)),
      value: kept === null ? "week" : "keep",
      values: this.#values,
    });
  }

  get parts(): readonly HTMLElement[] {
    return [this.#choice, this.#date];
  }

  /** As the server is told; undefined for no change. */
  get expires(): string | null | undefined {
    const expiry = chosen(this.#choice, this.#values);
    return expiry === "keep" ? undefined : (expiryMoment(expiry, this.#date.value, new Date())?.toISOString() ?? null);
  }

  #showDate(expiry: Chosen): void {
    this.#date.hidden = expiry !== "date";
    this.#date.required = expiry === "date";
    if (!this.#date.hidden) this.#date.focus();
  }
}
