/**
 * When something was said, as people say it.
 */

import { gettext } from "../i18n";

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Older than this is told by its date. */
const LONGEST_AGO_SECONDS = 6 * 86_400;

/** "just now", "5 minutes ago", or the date. */
export function ago(at: Date, now: Date, language = document.documentElement.lang): string {
  const seconds = (now.getTime() - at.getTime()) / 1_000;
  if (seconds < 60) return gettext("just now");
  if (seconds > LONGEST_AGO_SECONDS) return at.toLocaleDateString(language, { day: "numeric", month: "short" });
  const [unit, size] = STEPS.find(([, least]) => seconds >= least) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}
