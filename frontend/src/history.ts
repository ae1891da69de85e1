/**
 * Earlier versions of a document: what the panel lists, in words. Pure.
 */

import type { Snapshot } from "./api";
import { gettext } from "./i18n";

/** A version as the panel shows it. */
export interface Version {
  readonly id: number;
  readonly at: Date;
  readonly title: string;
  readonly byline: string;
  readonly isNamed: boolean;
}

/** The versions of one day, latest first. */
export interface Day {
  readonly heading: string;
  readonly versions: readonly Version[];
}

function nameOf(reason: Snapshot["reason"]): string {
  if (reason === "before-restore") return gettext("Before a restore");
  return reason === "import" ? gettext("Import") : "";
}

function clock(at: Date): string {
  return at.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
}

function version({ id, created, label, reason, contributors }: Snapshot): Version {
  const at = new Date(created);
  const name = label || nameOf(reason);
  return {
    at,
    byline: [name === "" ? "" : clock(at), contributors.join(", ")].filter((part) => part !== "").join(" · "),
    id,
    isNamed: reason === "named",
    title: name === "" ? clock(at) : name,
  };
}

/** Whole days between two moments, by the local calendar. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (moment: Date) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

/** "Today", "Yesterday", or the date. */
export function dayHeading(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days === 0) return gettext("Today");
  if (days === 1) return gettext("Yesterday");
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return at.toLocaleDateString(undefined, { day: "numeric", month: "long", weekday: "long", ...year });
}

/** Snapshots, latest first, by day. */
export function daysOf(snapshots: readonly Snapshot[], now: Date): Day[] {
  const days = new Map<string, Version[]>();
  for (const snapshot of snapshots) {
    const shown = version(snapshot);
    const heading = dayHeading(shown.at, now);
    const known = days.get(heading);
    if (known === undefined) days.set(heading, [shown]);
    else known.push(shown);
  }
  return [...days].map(([heading, versions]) => ({ heading, versions }));
}

/** The last of `snapshots`, latest first, that is not after `moment`; else the earliest, and null of none. */
export function versionBefore(snapshots: readonly Snapshot[], moment: Date): Version | null {
  const found = snapshots.find(({ created }) => new Date(created) <= moment) ?? snapshots.at(-1);
  return found === undefined ? null : version(found);
}

/** A version's date and time in full. */
export function fullMoment(at: Date): string {
  return at.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
}

/** What everybody in the document is told when a version called `label`, or none, came back. */
export function restoredMessage(label: string): string {
  return label === ""
    ? gettext("An earlier version was restored. What was here until now is kept as a version, too.")
    : gettext("“%(label)s” was restored. What was here until now is kept as a version, too.", { label });
}
