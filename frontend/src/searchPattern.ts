/**
 * What somebody looks for, as a pattern, and where it is in a text: pure.
 */

export interface Search {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
  /** `text` is a regular expression. */
  readonly isPattern: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A place in a text, and what a replacement can take from it. */
export interface Match extends Span {
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly names: Readonly<Record<string, string | undefined>>;
}

const REFERENCE = /\$(?:([$&])|<([^>]*)>|(\d{1,2}))/g;
const SPECIAL = /[.*+?^${}()|[\]\\/]/g;
const LETTER = "[\\p{L}\\p{M}\\p{N}_]";

/** The pattern for `search`; null for nothing to look for, and for a regular expression that is none. */
export function patternOf({ text, matchCase, wholeWords, isPattern }: Search): RegExp | null {
  if (text === "") return null;
  const source = isPattern ? `(?:${text})` : text.replace(SPECIAL, "\\$&");
  const bounded = wholeWords ? `(?<!${LETTER})${source}(?!${LETTER})` : source;
  try {
    return new RegExp(bounded, matchCase ? "gu" : "giu");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Is `search` a regular expression that is not written right. */
export function isBroken(search: Search): boolean {
  return search.text !== "" && patternOf(search) === null;
}

/** Every match of `pattern` in `text`, in order and without empty ones. */
export function matchesOf(text: string, pattern: RegExp): Match[] {
  const matches: Match[] = [];
  for (const found of text.matchAll(pattern)) {
    const [whole, ...groups] = found;
    if (whole === "") continue;
    matches.push({ from: found.index, groups, names: found.groups ?? {}, text: whole, to: found.index + whole.length });
  }
  return matches;
}

/** As `matchesOf` for each of `lines`; none are looked for once there are `most` of them. */
export function matchesByLine(lines: readonly string[], search: Search, most: number): Match[][] {
  const pattern = patternOf(search);
  let count = 0;
  return lines.map((line) => {
    if (pattern === null || count >= most) return [];
    const matches = matchesOf(line, pattern).slice(0, most - count);
    count += matches.length;
    return matches;
  });
}

/**
 * What takes the place of `match`. In a regular expression's replacement `$&` stands for the match, `$1` and `$<name>`
 * for its groups, and `$$` for a dollar sign; anywhere else a dollar sign is a dollar sign.
 *
 * Nothing is searched here: the match says what its groups held, so that a pattern which takes for ever holds up nobody.
 */
export function replacementFor(search: Search, match: Match, replacement: string): string {
  if (!search.isPattern) return replacement;
  return replacement.replace(REFERENCE, (whole, sign?: string, name?: string, digits?: string) => {
    if (sign !== undefined) return sign === "$" ? "$" : match.text;
    if (name !== undefined) return match.names[name] ?? "";
    return groupOf(match, digits ?? "") ?? whole;
  });
}

/** The group that up to two digits name, and the digit that belongs to the text if there are not so many groups. */
function groupOf({ groups }: Match, digits: string): string | null {
  const number = Number(digits);
  if (number >= 1 && number <= groups.length) return groups[number - 1] ?? "";
  const first = Number(digits[0]);
  if (digits.length < 2 || first < 1 || first > groups.length) return null;
  return (groups[first - 1] ?? "") + digits.slice(1);
}
