/**
 * Who is here: from the awareness table to people, pure.
 *
 * Invariant: names and colours come from other browsers by way of the server; nothing here trusts their shape.
 */

import { gettext, ngettext } from "./i18n";

/** Somebody who has the document open, in one tab or several. */
export interface Person {
  /** The account, or the single client of somebody without one. */
  readonly key: string;
  readonly name: string;
  /** Six-digit hexadecimal colour with its hash sign. */
  readonly color: string;
  readonly clients: readonly number[];
  readonly isSelf: boolean;
  /** Has no account, and a name of their own choice. */
  readonly isGuest: boolean;
  /** Nobody has touched any of their tabs for a while. */
  readonly isIdle: boolean;
}

const COLOR = /^#[0-9a-f]{6}$/i;
const FALLBACK_COLOR = "#6b7280";
const FALLBACK_NAME = gettext("Somebody");
const LONGEST_NAME = 60;

/** `value` if it is a colour that may enter a style, else a neutral grey. */
export function safeColor(value: unknown): string {
  return typeof value === "string" && COLOR.test(value) ? value : FALLBACK_COLOR;
}

/** `value` as a name to show. */
export function safeName(value: unknown): string {
  const name = typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
  return name === "" ? FALLBACK_NAME : name.slice(0, LONGEST_NAME);
}

/** `name` as others read it: with a word that tells who has no account, whatever they call themselves. */
export function shownName({ name, isGuest }: Pick<Person, "name" | "isGuest">): string {
  return isGuest ? gettext("%(name)s (guest)", { name }) : name;
}

/** Black or white, whichever reads better on `color` (WCAG relative luminance). */
export function inkOn(color: string): "#000000" | "#ffffff" {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Everybody in the awareness table, oneself first, then by name. */
export function peopleIn(states: ReadonlyMap<number, unknown>, ownClient: number, ownKey: string): Person[] {
  const people = new Map<string, Person>();
  for (const [client, state] of states) {
    const user = record(record(state)["user"]);
    const isSelf = client === ownClient;
    if (!isSelf && Object.keys(user).length === 0) continue;
    const key = isSelf ? ownKey : String(user["id"] ?? `client:${client}`);
    const known = people.get(key);
    const isIdle = record(state)["idle"] === true;
    people.set(key, {
      clients: [...(known?.clients ?? []), client],
      color: safeColor(user["color"]),
      isGuest: user["guest"] === true,
      isIdle: isIdle && known?.isIdle !== false,
      isSelf: isSelf || key === ownKey,
      key,
      name: safeName(user["name"]),
    });
  }
  return [...people.values()].sort(byPlace);
}

function byPlace(left: Person, right: Person): number {
  return (
    Number(right.isSelf) - Number(left.isSelf) ||
    left.name.localeCompare(right.name) ||
    left.key.localeCompare(right.key)
  );
}

/** A sentence for screen readers about who came and who went, or null when nobody else did. */
export function announcement(before: readonly Person[], after: readonly Person[]): string | null {
  const sentences = [joined(missingIn(before, after)), left(missingIn(after, before))].filter((text) => text !== null);
  return sentences.length === 0 ? null : sentences.join(" ");
}

/** Those of `people` who were not among `known`. */
function missingIn(known: readonly Person[], people: readonly Person[]): Person[] {
  const keys = new Set(known.map((person) => person.key));
  return people.filter((person) => !person.isSelf && !keys.has(person.key));
}

function joined(people: readonly Person[]): string | null {
  if (people.length === 0) return null;
  return ngettext("%(names)s joined.", "%(names)s joined.", people.length, { names: listed(people) });
}

function left(people: readonly Person[]): string | null {
  if (people.length === 0) return null;
  return ngettext("%(names)s left.", "%(names)s left.", people.length, { names: listed(people) });
}

/** Their names as a list in the page's language. */
function listed(people: readonly Person[]): string {
  const language = globalThis.document?.documentElement.lang || "en";
  return new Intl.ListFormat(language).format(people.map(shownName));
}
