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

/** Every place of `pattern` in `text`, in order and without empty ones. */
export function spansIn(text: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(pattern)) {
    if (found[0] !== "") spans.push({ from: found.index, to: found.index + found[0].length });
  }
  return spans;
}

/**
 * What takes the place of the text at `span` of `context`. In a regular expression's replacement `$1` and the like
 * stand for its groups, which may depend on what is around; anywhere else a dollar sign is a dollar sign.
 */
export function replacementFor(search: Search, context: string, span: Span, replacement: string): string {
  const pattern = search.isPattern ? patternOf(search) : null;
  if (pattern === null) return replacement;
  const sticky = new RegExp(pattern.source, pattern.flags.replace("g", "y"));
  sticky.lastIndex = span.from;
  const replaced = context.replace(sticky, replacement);
  return replaced.slice(span.from, replaced.length - (context.length - span.to));
}
