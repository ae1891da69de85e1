import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api";
import type { CommentApi } from "../src/comments/commentApi";
import { ThreadBook } from "../src/comments/threadBook";
import type { Thread } from "../src/comments/threads";

const thread = (id: number, resolved: string | null = null) => ({ id, resolved }) as Thread;

/** A server with some threads, two to a page. */
class FakeComments {
  asked: number[] = [];
  problem: ApiProblem | null = null;

  constructor(public threads: Thread[]) {}

  async page(state: "open" | "resolved", next: string | null) {
    const found = this.threads.filter(({ resolved }) => (resolved === null) === (state === "open"));
    const from = Number(next ?? 0);
    return { next: from + 2 < found.length ? String(from + 2) : null, results: found.slice(from, from + 2) };
  }

  async thread(id: number): Promise<Thread> {
    this.asked.push(id);
    if (this.problem) throw this.problem;
    const found = this.threads.find((candidate) => candidate.id === id);
    if (found === undefined) throw new ApiProblem(404, "There is nothing here.");
    return found;
  }
}

function bookOf(server: FakeComments): ThreadBook {
  return new ThreadBook(server as unknown as CommentApi);
}

const ids = (threads: readonly Thread[]) => threads.map(({ id }) => id).sort();

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("every page is read", async () => {
  const book = bookOf(new FakeComments([1, 2, 3, 4, 5].map((id) => thread(id))));
  await book.load();
  expect(ids(book.open)).toEqual([1, 2, 3, 4, 5]);
});

test("resolved threads are read when somebody wants to see them", async () => {
  const book = bookOf(new FakeComments([thread(1), thread(2, "2026-01-01")]));
  await book.load();
  expect(ids(book.resolved)).toEqual([]);
  await book.loadResolved();
  expect(ids(book.resolved)).toEqual([2]);
});

test("what went away while nobody listened goes with the next load", async () => {
  const server = new FakeComments([thread(1), thread(2)]);
  const book = bookOf(server);
  await book.load();
  server.threads = [thread(2)];
  await book.load();
  expect(ids(book.open)).toEqual([2]);
});

test("news that come together are asked for once", async () => {
  const server = new FakeComments([thread(1)]);
  const book = bookOf(server);
  for (const id of [1, 1, 2]) book.ask(id);
  await vi.runAllTimersAsync();
  expect(server.asked.sort()).toEqual([1, 2]);
  expect(ids(book.open)).toEqual([1]);
});

test("a thread that is no more leaves the book", async () => {
  const server = new FakeComments([thread(1)]);
  const book = bookOf(server);
  await book.load();
  server.threads = [];
  expect(await book.fetch(1)).toBeNull();
  expect(book.open).toEqual([]);
});

test("a server that cannot answer changes nothing and is told of", async () => {
  const server = new FakeComments([thread(1)]);
  const book = bookOf(server);
  await book.load();
  const told: string[] = [];
  book.on("failed", ({ message }) => told.push(message));
  server.problem = new ApiProblem(503, "Try again.");
  book.ask(1);
  await vi.runAllTimersAsync();
  expect(told).toEqual(["Try again."]);
  expect(ids(book.open)).toEqual([1]);
});
