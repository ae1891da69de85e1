/**
 * The strip above the text: what is wrong with the connection and what one can do about it.
 */

import { element, icon } from "./element";

export interface BannerAction {
  readonly label: string;
  readonly run: () => void;
}

export interface BannerMessage {
  readonly tone: "calm" | "warning" | "bad";
  readonly title: string;
  readonly detail: string;
  readonly actions?: readonly BannerAction[];
  /** In the place of the one that the tone has. */
  readonly icon?: string;
}

const ICONS: Readonly<Record<BannerMessage["tone"], string>> = { bad: "alert", calm: "restore", warning: "cloud-off" };

/** Shows `message` in `root`, or nothing. The same message again changes nothing, so it is read aloud once. */
export function showBanner(root: HTMLElement, message: BannerMessage | null): void {
  const key = message === null ? "" : `${message.tone} ${message.title} ${message.detail}`;
  if (root.dataset["message"] === key) return;
  root.dataset["message"] = key;
  root.hidden = message === null;
  root.dataset["tone"] = message?.tone ?? "";
  root.replaceChildren(...(message === null ? [] : content(message)));
}

function content({ tone, title, detail, icon: symbol = ICONS[tone], actions = [] }: BannerMessage): HTMLElement[] {
  const text = element("p", { class: "banner-text" }, element("strong", {}, title), " ", detail);
  const buttons = actions.map(({ label, run }) => {
    const button = element("button", { class: "button", type: "button" }, label);
    button.addEventListener("click", run);
    return button;
  });
  return [
    element("span", { class: "banner-icon" }, icon(symbol)),
    text,
    element("span", { class: "banner-actions" }, ...buttons),
  ];
}
