/**
 * What changed between two states of a document, arranged for reading. Pure.
 */

export type Change = "equal" | "inserted" | "deleted" | "changed";

/** Text that came, went or stayed. */
export interface Run {
  readonly text: string;
  readonly marks: readonly string[];
  readonly change: Change;
}

/** One block of text, one picture (its text: what it shows) or one rule. */
export interface ComparedBlock {
  readonly type: string;
  readonly level: number | null;
  readonly within: readonly string[];
  readonly marker: string;
  readonly change: Change;
  readonly runs: readonly Run[];
}

/** All blocks of both states, in order, and how many characters came and went. */
export interface Comparison {
  readonly blocks: readonly ComparedBlock[];
  readonly inserted: number;
  readonly deleted: number;
}

/** Blocks that are shown, or folded away, together. */
export interface Stretch {
  readonly blocks: readonly ComparedBlock[];
  readonly isFolded: boolean;
}

/** Blocks without a change that stay in sight before and after one with a change. */
const CONTEXT = 2;

/** The blocks with long stretches without a change folded; none at all when nothing changed. */
export function stretchesOf({ blocks }: Comparison): Stretch[] {
  const changed = blocks.flatMap(({ change }, index) => (change === "equal" ? [] : [index]));
  const isNear = (index: number) => changed.some((at) => Math.abs(at - index) <= CONTEXT);
  const stretches: { blocks: ComparedBlock[]; isFolded: boolean }[] = [];
  for (const [index, block] of blocks.entries()) {
    const isFolded = !isNear(index);
    const last = stretches.at(-1);
    if (last?.isFolded === isFolded) last.blocks.push(block);
    else stretches.push({ blocks: [block], isFolded });
  }
  // One block takes no more room than the words that would stand for it.
  const shown = stretches.map(({ blocks: held, isFolded }) => ({
    blocks: held,
    isFolded: isFolded && held.length > 1,
  }));
  return changed.length === 0 ? [] : shown;
}

const LISTS: ReadonlySet<string> = new Set(["bulletList", "orderedList", "taskList"]);

/** In how many lists a block stands. */
export function listDepth({ within }: ComparedBlock): number {
  return within.filter((name) => LISTS.has(name)).length;
}

/** Whether the words stayed and only attributes, such as a link's address, are others. */
export function onlyDetailsChanged({ change, runs }: ComparedBlock): boolean {
  return change === "changed" && runs.every((run) => run.change === "equal");
}
