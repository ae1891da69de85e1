/**
 * Light, dark, or as the system is: kept in this browser.
 */

import { gettext } from "../i18n";
import { icon, setAttribute } from "./element";

type Theme = "system" | "light" | "dark";

const ORDER: readonly Theme[] = ["system", "light", "dark"];
const ICONS: Readonly<Record<Theme, string>> = { dark: "moon", light: "sun", system: "contrast" };
const LABELS: Readonly<Record<Theme, () => string>> = {
  dark: () => gettext("Dark colours"),
  light: () => gettext("Light colours"),
  system: () => gettext("Colours as the system has them"),
};

function current(): Theme {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "system";
}

function show(button: HTMLButtonElement, theme: Theme): void {
  button.replaceChildren(icon(ICONS[theme]));
  setAttribute(button, "aria-label", gettext("%(colours)s. Change", { colours: LABELS[theme]() }));
  setAttribute(button, "title", LABELS[theme]());
}

function choose(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  try {
    localStorage.setItem("collab:theme", theme);
  } catch (error) {
    // A browser that stores nothing shows the choice until the page is left.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Makes `button` go round the three. */
export function bindThemeButton(button: HTMLButtonElement): void {
  show(button, current());
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length] ?? "system";
    choose(next);
    show(button, next);
  });
}
