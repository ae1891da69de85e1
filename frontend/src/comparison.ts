/**
 * What changed between two states of a document, arranged for reading. Pure.
 */

export type Change = "equal" | "inserted" | "deleted" | "changed";

/** Text that came, went or stayed. */
export interface Run {
  readonly text: string;
  readonly marks: readonly string[];
  readonly change: Change;
  /** Who wrote it, or took it out: a place among the authors; null where nobody knows. */
  readonly author: number | null;
  /** When, as an ISO date. */
  readonly at: string | null;
}

/** Somebody who changed something. */
export interface Author {
  readonly name: string;
  /** As their caret has it. */
  readonly color: string;
  readonly guest: boolean;
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
  readonly authors: readonly Author[];
}

/** How many characters somebody wrote and took out. */
export interface Share {
  readonly author: Author;
  readonly inserted: number;
  readonly deleted: number;
}

/** What each author did; who did most comes first. */
export function sharesOf({ authors, blocks }: Comparison): Share[] {
  const runs = blocks.flatMap((block) => block.runs);
  const sum = (place: number, change: Change) =>
    runs.reduce((all, run) => all + (run.author === place && run.change === change ? run.text.length : 0), 0);
  const shares = authors.map((author, place) => ({
    author,
    deleted: sum(place, "deleted"),
    inserted: sum(place, "inserted"),
  }));
  return shares.sort((left, right) => right.inserted + right.deleted - left.inserted - left.deleted);
}

/** Places of those who changed a block. */
export function authorsOf({ runs }: ComparedBlock): number[] {
  return [...new Set(runs.flatMap(({ author }) => (author === null ? [] : [author])))];
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
