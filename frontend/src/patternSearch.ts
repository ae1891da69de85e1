/**
 * Has regular expressions searched by a worker, for a limited time: some take for ever on a text of one line.
 *
 * Invariant: one question is on its way at a time, and an answer to a search that nobody wants any more is not heard.
 */

import type { Editor } from "./editor";
import { found, giveUp, learn, MOST_MATCHES, type Unfinished } from "./editor/find";
import type { Answer, Question } from "./patternWorker";
import type { Search } from "./searchPattern";

/** The worker's script beside this one: the build knows its name. */
declare const PATTERN_WORKER: string;

/** Ordinary patterns take milliseconds in a book. */
export const LIMIT_SECONDS = 2;

/** What of a `Worker` is needed. */
export type Beside = Pick<Worker, "addEventListener" | "postMessage" | "terminate">;

export class PatternSearch {
  #worker: Beside | null = null;
  #runs = false;
  #asked: { readonly search: Search; readonly lines: readonly string[] } | null = null;
  #limit: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editor: Editor,
    private readonly start: () => Beside = startWorker,
  ) {}

  /** Asks for the lines that nobody searched yet. To be called after each change of the editor. */
  follow(): void {
    const now = found(this.editor);
    if (this.#asked !== null && this.#asked.search !== now?.search) this.end();
    if (now !== null && now.unknown.length > 0 && this.#asked === null) this.#ask(now.search, now.unknown);
  }

  /** Ends what is being searched. */
  end(): void {
    clearTimeout(this.#limit);
    this.#worker?.terminate();
    this.#worker = null;
    this.#asked = null;
    this.#runs = false;
  }

  #ask(search: Search, lines: readonly string[]): void {
    this.#asked = { lines, search };
    this.#worker ??= this.#begun();
    const question: Question = { lines, most: MOST_MATCHES, search };
    this.#worker.postMessage(question);
    if (this.#runs) this.#count();
  }

  #begun(): Beside {
    const worker = this.start();
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (worker === this.#worker) this.#heard(data);
    });
    worker.addEventListener("error", () => {
      if (worker === this.#worker) this.#giveUp("missing");
    });
    return worker;
  }

  /** The time that the script takes to come is not the pattern's. */
  #count(): void {
    this.#limit = setTimeout(() => this.#giveUp("slow"), LIMIT_SECONDS * 1000);
  }

  #heard(answer: Answer): void {
    if (answer === null) {
      this.#runs = true;
      this.#count();
      return;
    }
    clearTimeout(this.#limit);
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null || this.editor.isDestroyed) return;
    learn(this.editor, asked.search, new Map(asked.lines.map((line, index) => [line, answer[index] ?? []])));
  }

  #giveUp(why: Unfinished): void {
    const search = this.#asked?.search;
    this.end();
    if (search !== undefined && !this.editor.isDestroyed) giveUp(this.editor, search, why);
  }
}

function startWorker(): Worker {
  return new Worker(new URL(PATTERN_WORKER, import.meta.url));
}
