/**
 * Gives edits a new identity after two replicas used one client id: pure functions over Yjs updates.
 *
 * A client id and a clock name one operation for ever. When the server already holds another operation under one of our
 * names, ours can never be merged as they are. They are decoded, renamed to a fresh client id wherever the server knows
 * something else or nothing, and encoded again; whatever refers to them (origins, parents, deletions) is renamed too.
 *
 * Invariant: nothing the server already has is renamed, so nothing doubles; everything else is carried, so nothing is
 * lost.
 */

import * as encoding from "lib0/encoding";
import * as Y from "yjs";

type Struct = ReturnType<typeof Y.decodeUpdate>["structs"][number];
type DeleteSet = ReturnType<typeof Y.decodeUpdate>["ds"];
type StructsByClient = ReadonlyMap<number, readonly Struct[]>;

/** What two versions of one document must agree on, unit by unit. */
export interface RebaseInput {
  /** Everything this replica has, as one update. */
  readonly local: Uint8Array;
  /** Everything the server has, as one update, with deleted content as far as it is still known. */
  readonly server: Uint8Array;
  /** Up to which clock of each client the server is known to hold the same operations as this replica. */
  readonly confirmed: ReadonlyMap<number, number>;
  /** Operations under this replica's own client ids that came from the server: somebody else made them. */
  readonly received: ReadonlyMap<number, readonly Range[]>;
  /** A client id that nobody uses yet. */
  readonly freshClient: () => number;
}

/** The name of one operation, as in relative positions. */
export interface OperationId {
  readonly client: number;
  readonly clock: number;
}

export interface Rebased {
  /** Brings this replica's unsent edits to the server's document; null when there are none. */
  readonly update: Uint8Array | null;
  /** What an operation of this replica is called from now on. */
  readonly rename: (id: OperationId) => OperationId;
}

/** Finds what the server lacks, and names it anew where the server has something else under its name. */
export function rebase({ local, server, confirmed, received, freshClient }: RebaseInput): Rebased {
  const mine = Y.decodeUpdate(local);
  const theirs = byClient(Y.decodeUpdate(server).structs);
  const renames = new Map<number, Renaming>();
  const carried = new Map<number, Struct[]>();
  for (const [client, structs] of byClient(mine.structs)) {
    const safe = [{ from: 0, to: confirmed.get(client) ?? 0 }, ...(received.get(client) ?? [])];
    const unsent = unsentRanges(structs, theirs.get(client) ?? [], safe);
    if (unsent.ranges.length === 0) continue;
    if (unsent.conflicting) renames.set(client, new Renaming(freshClient(), unsent.ranges));
    carried.set(client, cut(structs, unsent.ranges));
  }
  const isEmpty = carried.size === 0 && mine.ds.clients.size === 0;
  const rename = (id: OperationId) => renamed(Y.createID(id.client, id.clock), renames);
  return { rename, update: isEmpty ? null : encode(carried, mine.ds, renames) };
}

/** Clocks from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Maps one client's unsent clocks, without holes, to the clocks of a fresh client. */
class Renaming {
  constructor(
    readonly client: number,
    readonly ranges: readonly Range[],
  ) {}

  /** The new clock of `clock`, or null when the server has this operation under its old name. */
  clockOf(clock: number): number | null {
    let before = 0;
    for (const { from, to } of this.ranges) {
      if (clock < from) return null;
      if (clock < to) return before + clock - from;
      before += to - from;
    }
    return null;
  }
}

function byClient(structs: readonly Struct[]): StructsByClient {
  const clients = new Map<number, Struct[]>();
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const known = clients.get(struct.id.client);
    if (known === undefined) clients.set(struct.id.client, [struct]);
    else known.push(struct);
  }
  return clients;
}

/**
 * Which of `mine` the server lacks or holds something else for, and whether the latter happened at all.
 *
 * What was written after the first difference is ours even where it looks the same: it stands beside something else.
 * Only what is `safe` is the server's for certain.
 */
function unsentRanges(mine: readonly Struct[], theirs: readonly Struct[], safe: readonly Range[]) {
  const ranges: Range[] = [];
  let conflicting = false;
  for (const { struct, other, from, to } of overlaps(mine, theirs)) {
    for (const part of without({ from, to }, safe)) {
      const start: number = other === null || conflicting ? part.from : firstDifference(struct, other, part);
      conflicting ||= other !== null && start < part.to;
      if (start < part.to) extend(ranges, start, part.to);
    }
  }
  return { conflicting, ranges };
}

/** What is left of `range` outside of `others`. */
function without(range: Range, others: readonly Range[]): Range[] {
  return others.reduce<Range[]>(
    (left, { from, to }) =>
      left
        .flatMap((part) => [
          { from: part.from, to: Math.min(part.to, from) },
          { from: Math.max(part.from, to), to: part.to },
        ])
        .filter((part) => part.from < part.to),
    [range],
  );
}

function extend(ranges: Range[], from: number, to: number): void {
  const last = ranges.at(-1);
  if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to };
  else ranges.push({ from, to });
}

/** Each stretch of clocks of `mine` with the one struct of `theirs` that covers it, or null. */
function* overlaps(mine: readonly Struct[], theirs: readonly Struct[]) {
  const known = new Walk(theirs);
  for (const struct of mine) {
    const end = endOf(struct);
    for (let from = struct.id.clock; from < end; ) {
      const stretch = known.from(from);
      const to = Math.min(end, stretch.to);
      yield { from, other: stretch.struct, struct, to };
      from = to;
    }
  }
}

/** Goes through structs by rising clock, in linear time. */
class Walk {
  #index = 0;

  constructor(private readonly structs: readonly Struct[]) {}

  /** The struct that covers `clock`, or null, and up to where that is so. */
  from(clock: number): { readonly struct: Struct | null; readonly to: number } {
    let struct = this.structs[this.#index];
    while (struct !== undefined && endOf(struct) <= clock) struct = this.structs[++this.#index];
    if (struct === undefined) return { struct: null, to: Number.POSITIVE_INFINITY };
    return struct.id.clock <= clock ? { struct, to: endOf(struct) } : { struct: null, to: struct.id.clock };
  }
}

function endOf(struct: Struct): number {
  return struct.id.clock + struct.length;
}

/** The first clock of `range` at which the two hold different operations, or its end. */
function firstDifference(mine: Struct, theirs: Struct, range: Range): number {
  // Where content is gone there is nothing to compare, and what is certain was left out before.
  if (!isReadable(mine) || !isReadable(theirs)) return range.from;
  if (rangeKey(mine, range) === rangeKey(theirs, range)) return range.to;
  let clock = range.from;
  while (unitKey(mine, clock) === unitKey(theirs, clock)) clock += 1;
  return clock;
}

function isReadable(struct: Struct): struct is Y.Item {
  return struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted);
}

/** Everything that makes these units of an item what they are: where they stand and what they hold. */
function rangeKey(item: Y.Item, { from, to }: Range): string {
  const offset = from - item.id.clock;
  const origin = offset > 0 ? Y.createID(item.id.client, from - 1) : item.origin;
  const parent = origin === null && item.rightOrigin === null ? parentKey(item.parent) : null;
  return JSON.stringify([origin, item.rightOrigin, parent, contentKey(item.content, offset, to - item.id.clock)]);
}

function unitKey(item: Y.Item, clock: number): string {
  return rangeKey(item, { from: clock, to: clock + 1 });
}

function parentKey(parent: unknown): unknown {
  return parent instanceof Y.ID ? [parent.client, parent.clock] : String(parent);
}

function contentKey(content: Y.Item["content"], from: number, to: number): unknown {
  // Not by `slice`, which replaces each half of a cut surrogate pair by the same character.
  if (content instanceof Y.ContentString) return wholeCharacters(content.str, from, to);
  const encoder = new Y.UpdateEncoderV1();
  slice(content, from, to).write(encoder, 0);
  return [content.getRef(), ...encoder.toUint8Array()];
}

/** `text` from unit `from` up to `to`, widened so that no surrogate pair is cut. */
function wholeCharacters(text: string, from: number, to: number): string {
  const startsInside = isLowSurrogate(text.charCodeAt(from)) && from > 0;
  const endsInside = to < text.length && isLowSurrogate(text.charCodeAt(to));
  return text.slice(startsInside ? from - 1 : from, endsInside ? to + 1 : to);
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The part of `content` from unit `from` up to `to`. */
function slice(content: Y.Item["content"], from: number, to: number): Y.Item["content"] {
  const part = from > 0 ? content.copy().splice(from) : content.copy();
  if (to - from < part.getLength()) part.splice(to - from);
  return part;
}

/** The pieces of `structs` within `ranges`, each with the origin that its first unit has. */
function cut(structs: readonly Struct[], ranges: readonly Range[]): Struct[] {
  const pieces: Struct[] = [];
  for (const { from, to } of ranges) {
    for (const struct of structs) {
      const start = Math.max(from, struct.id.clock);
      const end = Math.min(to, endOf(struct));
      if (start < end) pieces.push(piece(struct, start, end));
    }
  }
  return pieces;
}

function piece(struct: Struct, start: number, end: number): Struct {
  const id = Y.createID(struct.id.client, start);
  if (!(struct instanceof Y.Item)) return new Y.GC(id, end - start);
  const offset = start - struct.id.clock;
  const origin = offset > 0 ? Y.createID(id.client, start - 1) : struct.origin;
  const content = slice(struct.content, offset, end - struct.id.clock);
  return new Y.Item(id, null, origin, null, struct.rightOrigin, struct.parent, struct.parentSub, content);
}

type Renames = ReadonlyMap<number, Renaming>;

function renamed(id: Y.ID, renames: Renames): Y.ID {
  const renaming = renames.get(id.client);
  const clock = renaming?.clockOf(id.clock) ?? null;
  return renaming === undefined || clock === null ? id : Y.createID(renaming.client, clock);
}

function renamedStruct(struct: Struct, renames: Renames): Struct {
  const id = renamed(struct.id, renames);
  if (!(struct instanceof Y.Item)) return new Y.GC(id, struct.length);
  const at = (position: Y.ID | null) => (position === null ? null : renamed(position, renames));
  const parent = struct.parent instanceof Y.ID ? renamed(struct.parent, renames) : struct.parent;
  return new Y.Item(
    id,
    null,
    at(struct.origin),
    null,
    at(struct.rightOrigin),
    parent,
    struct.parentSub,
    struct.content,
  );
}

/** Writes the pieces and the deletions under their new names: update format v1. */
function encode(carried: StructsByClient, deletions: DeleteSet, renames: Renames): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  writeUint(encoder, carried.size);
  for (const [, structs] of [...carried].sort(([left], [right]) => right - left)) {
    const ready = structs.map((struct) => renamedStruct(struct, renames));
    writeStructs(encoder, ready);
  }
  writeDeletions(encoder, renamedDeletions(deletions, renames));
  return encoder.toUint8Array();
}

function writeStructs(encoder: Y.UpdateEncoderV1, structs: readonly Struct[]): void {
  const first = structs[0];
  if (first === undefined) return;
  const gapless = withSkips(structs);
  writeUint(encoder, gapless.length);
  encoder.writeClient(first.id.client);
  writeUint(encoder, first.id.clock);
  for (const struct of gapless) struct.write(encoder, 0);
}

/** Clocks are counted, not written: a stretch that is left out needs a placeholder of its length. */
function withSkips(structs: readonly Struct[]): Struct[] {
  const gapless: Struct[] = [];
  for (const struct of structs) {
    const last = gapless.at(-1);
    const gap = last === undefined ? 0 : struct.id.clock - endOf(last);
    if (last !== undefined && gap > 0) gapless.push(new Y.Skip(Y.createID(last.id.client, endOf(last)), gap));
    gapless.push(struct);
  }
  return gapless;
}

type Deletions = Map<number, Range[]>;

/** Each deletion, cut where its units have different names now. */
function renamedDeletions(deletions: DeleteSet, renames: Renames): Deletions {
  const result: Deletions = new Map();
  for (const [client, items] of deletions.clients) {
    for (const { clock, len } of items) {
      for (let unit = clock; unit < clock + len; unit++) {
        const id = renamed(Y.createID(client, unit), renames);
        const ranges = result.get(id.client) ?? [];
        result.set(id.client, ranges);
        extend(ranges, id.clock, id.clock + 1);
      }
    }
  }
  return result;
}

function writeDeletions(encoder: Y.UpdateEncoderV1, deletions: Deletions): void {
  writeUint(encoder, deletions.size);
  for (const [client, ranges] of [...deletions].sort(([left], [right]) => right - left)) {
    encoder.resetDsCurVal();
    writeUint(encoder, client);
    writeUint(encoder, ranges.length);
    for (const { from, to } of ranges.sort((left, right) => left.from - right.from)) {
      encoder.writeDsClock(from);
      encoder.writeDsLen(to - from);
    }
  }
}

function writeUint(encoder: Y.UpdateEncoderV1, value: number): void {
  encoding.writeVarUint(encoder.restEncoder, value);
}
