/**
 * Which blocks somebody means who types a few letters: pure.
 */

import type { Block } from "./blocks";

type Findable = Pick<Block, "title" | "keywords">;

/** Better matches have lower numbers. */
const NO_MATCH = 4;

/** `text` in lower case and without accents, so that "melee" finds "Mêlée". */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

/** Those of `blocks` that fit `query`, the best first; all of them, in their order, for an empty one. */
export function matching<Kind extends Findable>(blocks: readonly Kind[], query: string): Kind[] {
  const wanted = folded(query.trim());
  if (wanted === "") return [...blocks];
  return blocks
    .map((block) => ({ block, rank: rankOf(block, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((left, right) => left.rank - right.rank)
    .map(({ block }) => block);
}

function rankOf({ title, keywords }: Findable, wanted: string): number {
  const name = folded(title);
  if (name.startsWith(wanted)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(wanted))) return 1;
  if (keywords.some((word) => folded(word).startsWith(wanted))) return 2;
  return name.includes(wanted) ? 3 : NO_MATCH;
}
