/**
 * Colours for code: which stretches of a text are keywords, strings and so on. Loaded with the first code block.
 */

import { common, createLowlight } from "lowlight";

const lowlight = createLowlight(common);

/** A stretch of a text, in characters, with the class names that highlight.js gives it. */
export interface Token {
  readonly from: number;
  readonly to: number;
  readonly names: string;
}

/** Above this nothing is coloured: it would take longer than a key stroke may. */
const MAX_CHARACTERS = 30_000;

type Tree = ReturnType<typeof lowlight.highlight>;
type Branch = Tree["children"][number];

/** The tokens of a text; none for a language that is not known. */
export function tokensOf(text: string, language: string): readonly Token[] {
  if (text.length > MAX_CHARACTERS || !lowlight.registered(language)) return [];
  const tokens: Token[] = [];
  let at = 0;
  for (const branch of lowlight.highlight(language, text).children) at = collect(branch, at, tokens);
  return tokens;
}

/** Adds the tokens of a branch that begins at `from`; answers where it ends. */
function collect(branch: Branch, from: number, tokens: Token[]): number {
  if (branch.type === "text") return from + branch.value.length;
  if (branch.type !== "element") return from;
  let to = from;
  for (const child of branch.children) to = collect(child, to, tokens);
  const names = branch.properties["className"];
  if (Array.isArray(names) && to > from) tokens.push({ from, names: names.join(" "), to });
  return to;
}
