/**
 * Threads of comments as the server tells of them, and how they are sorted and counted. Pure.
 */

import type { Anchor } from "../editor/anchors";

export interface Author {
  /** Null for guests and people whose account is gone. */
  readonly username: string | null;
  readonly name: string;
  readonly color: string;
  /** Has no account. */
  readonly guest?: boolean;
}

export interface Comment {
  readonly id: number;
  readonly author: Author;
  readonly text: string;
  /** Names by username of people whom the text mentions. */
  readonly mentions: Readonly<Record<string, string>>;
  readonly created: string;
  readonly edited: string | null;
  readonly deleted: string | null;
  readonly may_edit: boolean;
  readonly may_delete: boolean;
}

export interface Thread {
  readonly id: number;
  readonly anchor: Anchor;
  readonly quote: string;
  readonly created: string;
  readonly resolved: string | null;
  readonly resolved_by: Author | null;
  readonly unread: boolean;
  readonly comments: readonly Comment[];
}

/** In the order of the text; those that stand nowhere come last, the oldest first. */
export function inTextOrder(threads: readonly Thread[], from: (thread: number) => number | undefined): Thread[] {
  const place = ({ id }: Thread) => from(id) ?? Number.POSITIVE_INFINITY;
  const order = (left: Thread, right: Thread) => {
    const [here, there] = [place(left), place(right)];
    return here === there ? left.id - right.id : here - there;
  };
  return [...threads].sort(order);
}

/** The latest first. */
export function latestFirst(threads: readonly Thread[]): Thread[] {
  return [...threads].sort((left, right) => (right.resolved ?? "").localeCompare(left.resolved ?? ""));
}

/** A piece of a comment: plain, or a mention with the name of whom it means. */
export interface Piece {
  readonly text: string;
  readonly name: string | null;
}

/** The text with its mentions told apart; an `@name` that means nobody here stays text. */
export function piecesOf({ text, mentions }: Pick<Comment, "text" | "mentions">): Piece[] {
  const names = Object.keys(mentions).sort((left, right) => right.length - left.length);
  if (names.length === 0) return [{ name: null, text }];
  const pattern = new RegExp(`(?<![\\w@.+-])@(${names.map(escaped).join("|")})(?!\\w)`, "g");
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    pieces.push({ name: null, text: text.slice(end, match.index) });
    pieces.push({ name: mentions[match[1] ?? ""] ?? null, text: match[0] });
    end = match.index + match[0].length;
  }
  pieces.push({ name: null, text: text.slice(end) });
  return pieces.filter((piece) => piece.text !== "");
}

function escaped(name: string): string {
  return name.replace(/[.+-]/g, "\\$&");
}
