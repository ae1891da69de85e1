/**
 * Until when a link holds: pure.
 */

import { gettext } from "../i18n";

export type Expiry = "never" | "day" | "week" | "month" | "date";

export const EXPIRIES: readonly Expiry[] = ["day", "week", "month", "date", "never"];

const DAYS: Readonly<Record<"day" | "week" | "month", number>> = { day: 1, month: 30, week: 7 };

/** As one chooses it. */
export function expiryName(expiry: Expiry): string {
  const names: Readonly<Record<Expiry, string>> = {
    date: gettext("Until a day of your choice"),
    day: gettext("For a day"),
    month: gettext("For 30 days"),
    never: gettext("Until it is revoked"),
    week: gettext("For a week"),
  };
  return names[expiry];
}

/** The moment that is meant at `now`; of a `day` (`2026-05-17`) its end in the time zone of the browser. */
export function expiryMoment(expiry: Expiry, day: string, now: Date): Date | null {
  if (expiry === "never") return null;
  if (expiry === "date") return new Date(`${day}T23:59:59`);
  const moment = new Date(now);
  moment.setDate(moment.getDate() + DAYS[expiry]);
  return moment;
}
