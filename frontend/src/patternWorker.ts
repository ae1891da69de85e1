/**
 * Searches with regular expressions, beside the page: one that takes for ever holds up nobody, and can be ended.
 *
 * A script of its own. It says that it is there, and then answers each question with one message, in order.
 */

import { type Match, matchesByLine, type Search } from "./searchPattern";

/** What the page asks. */
export interface Question {
  readonly search: Search;
  readonly lines: readonly string[];
  readonly most: number;
}

/** `null`: the script runs from now on. Otherwise the matches of each line. */
export type Answer = readonly (readonly Match[])[] | null;

const page = self as unknown as { postMessage(answer: Answer): void };

self.addEventListener("message", ({ data }: MessageEvent<Question>) => {
  page.postMessage(matchesByLine(data.lines, data.search, data.most));
});
page.postMessage(null);
