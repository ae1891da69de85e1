/**
 * The bell that leads to the inbox, with the number of what waits there.
 */

import { gettext, ngettext } from "../i18n";
import { setAttribute } from "./element";

const MOST_SHOWN = 99;

/** Shows that `count` notices wait. A page without a bell has nobody to tell. */
export function showUnread(count: number): void {
  const bell = document.querySelector<HTMLElement>("#inbox-bell");
  const badge = bell?.querySelector<HTMLElement>(".badge");
  if (!bell || !badge) return;
  badge.hidden = count === 0;
  badge.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
  const label = count === 0 ? gettext("Inbox") : ngettext("Inbox: %(count)s new", "Inbox: %(count)s new", count);
  setAttribute(bell, "aria-label", label);
  setAttribute(bell, "title", label);
}
