/**
 * A button that opens a menu (WAI-ARIA menu button): arrow keys, Home, End, Escape, and the focus comes back.
 */

import { element, icon, setAttribute } from "./element";
import { shownKeys } from "./keys";

export interface MenuItem {
  readonly name: string;
  readonly title: string;
  readonly icon: string;
  readonly keys?: string;
  readonly run: () => void;
  /** For something that is on or off. */
  readonly isOn?: () => boolean;
  /** For something that is not always there. */
  readonly isShown?: () => boolean;
}

export class MenuButton {
  readonly #menu = element("div", { class: "menu bar-menu", hidden: true, role: "menu" });

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly items: readonly MenuItem[],
  ) {
    setAttribute(button, "aria-haspopup", "menu");
    setAttribute(button, "aria-expanded", "false");
    setAttribute(this.#menu, "aria-label", button.getAttribute("aria-label"));
    button.after(this.#menu);
    button.addEventListener("click", () => (this.#menu.hidden ? this.#open(0) : this.#close()));
    button.addEventListener("keydown", (event) => this.#pressedOnButton(event));
    this.#menu.addEventListener("keydown", (event) => this.#pressedInMenu(event));
    this.#menu.addEventListener("focusout", ({ relatedTarget }) => {
      const stays = relatedTarget instanceof Node && (this.#menu.contains(relatedTarget) || relatedTarget === button);
      if (!stays) this.#close();
    });
  }

  get #choices(): HTMLElement[] {
    return [...this.#menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  }

  #open(index: number): void {
    this.#menu.replaceChildren(
      ...this.items.filter(({ isShown }) => isShown?.() !== false).map((item) => this.#choice(item)),
    );
    this.#menu.hidden = false;
    setAttribute(this.button, "aria-expanded", "true");
    this.#choices.at(index)?.focus();
  }

  #close(): void {
    this.#menu.hidden = true;
    setAttribute(this.button, "aria-expanded", "false");
  }

  #choice({ name, title, icon: symbol, keys, run, isOn }: MenuItem): HTMLElement {
    const choice = element(
      "button",
      {
        "aria-checked": isOn === undefined ? null : String(isOn()),
        class: "menu-item",
        "data-choice": name,
        role: isOn === undefined ? "menuitem" : "menuitemcheckbox",
        tabindex: -1,
        type: "button",
      },
      icon(symbol),
      element("span", { class: "menu-title" }, title),
      keys === undefined ? null : element("span", { "aria-hidden": "true", class: "menu-keys" }, shownKeys(keys)),
    );
    choice.addEventListener("click", () => {
      this.button.focus();
      this.#close();
      run();
    });
    return choice;
  }

  #pressedOnButton(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.#open(event.key === "ArrowDown" ? 0 : -1);
  }

  #pressedInMenu(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.button.focus();
      this.#close();
      return;
    }
    const target = this.#target(event.key);
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  }

  #target(key: string): HTMLElement | undefined {
    const choices = this.#choices;
    const index = choices.indexOf(document.activeElement as HTMLElement);
    switch (key) {
      case "ArrowDown":
        return choices[(index + 1) % choices.length];
      case "ArrowUp":
        return choices.at(index - 1);
      case "Home":
        return choices[0];
      case "End":
        return choices.at(-1);
      default:
        return undefined;
    }
  }
}
