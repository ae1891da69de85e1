/**
 * Every thread of the document that the page knows, as the server last told.
 *
 * Invariant: nothing enters that the server did not answer. News only say what to ask for again.
 */

import { ObservableV2 } from "lib0/observable";
import { ApiProblem } from "../api";
import type { CommentApi } from "./commentApi";
import type { Thread } from "./threads";

/** News that come together are asked for together. */
const ASK_AFTER_MS = 120;
const NOT_FOUND = 404;

export class ThreadBook extends ObservableV2<{ changed: () => void; failed: (error: ApiProblem) => void }> {
  readonly #threads = new Map<number, Thread>();
  readonly #asked = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hasResolved = false;

  constructor(private readonly api: CommentApi) {
    super();
  }

  get open(): readonly Thread[] {
    return [...this.#threads.values()].filter(({ resolved }) => resolved === null);
  }

  get resolved(): readonly Thread[] {
    return [...this.#threads.values()].filter(({ resolved }) => resolved !== null);
  }

  get(id: number): Thread | undefined {
    return this.#threads.get(id);
  }

  /** Reads all open threads; what was resolved or deleted while nobody listened goes. */
  async load(): Promise<void> {
    const found = await this.#all("open");
    const known = new Set(found.map(({ id }) => id));
    for (const { id } of this.open) if (!known.has(id)) this.#threads.delete(id);
    if (this.#hasResolved) found.push(...(await this.#all("resolved")));
    this.#enter(found);
  }

  /** Reads the resolved ones, when somebody wants to see them first. */
  async loadResolved(): Promise<void> {
    if (this.#hasResolved) return;
    const found = await this.#all("resolved");
    this.#hasResolved = true;
    this.#enter(found);
  }

  /** Takes a thread in as the server answered it. */
  put(thread: Thread): void {
    this.#enter([thread]);
  }

  /** Something has changed in a thread: ask, in a moment. */
  ask(id: number): void {
    this.#asked.add(id);
    this.#timer ??= setTimeout(() => void this.#askNow(), ASK_AFTER_MS);
  }

  /** A thread by its id, from the server if it is not here. Null when there is none. */
  async fetch(id: number): Promise<Thread | null> {
    try {
      this.put(await this.api.thread(id));
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === NOT_FOUND)) throw error;
      if (this.#threads.delete(id)) this.emit("changed", []);
    }
    return this.#threads.get(id) ?? null;
  }

  async #askNow(): Promise<void> {
    this.#timer = null;
    const asked = [...this.#asked];
    this.#asked.clear();
    try {
      await Promise.all(asked.map((id) => this.fetch(id)));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.emit("failed", [error]);
    }
  }

  async #all(state: "open" | "resolved"): Promise<Thread[]> {
    const threads: Thread[] = [];
    let next: string | null = null;
    do {
      const page: Awaited<ReturnType<CommentApi["page"]>> = await this.api.page(state, next);
      threads.push(...page.results);
      next = page.next;
    } while (next !== null);
    return threads;
  }

  #enter(threads: readonly Thread[]): void {
    for (const thread of threads) this.#threads.set(thread.id, thread);
    this.emit("changed", []);
  }
}
