/** Whether a text is meant as Markdown. Pure: a line too many that looks like a list must not change a plain text. */

const SURE: readonly RegExp[] = [
  /^#{1,6} +\S/m,
  /^ {0,3}(?:```|~~~)/m,
  /^ {0,3}[-*+] \[[ xX]\] \S/m,
  /^ {0,3}\|?(?: *:?-{3,}:? *\|)+/m,
  /\[[^\]\n]+\]\((?:https?:|mailto:|\/)[^)\s]*\)/,
  /(?:^|\s)\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*(?:\W|$)/m,
];
const LINES = /^ {0,3}(?:[-*+]|\d{1,9}[.)]|>) +\S/gm;
const MIN_LINES = 2;

export function looksLikeMarkdown(text: string): boolean {
  return SURE.some((sign) => sign.test(text)) || (text.match(LINES)?.length ?? 0) >= MIN_LINES;
}
