/**
 * A server and its network in memory, stepped by hand: nothing arrives before `deliver`, nothing depends on a clock.
 */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import { MESSAGE_NOTICE, MESSAGE_REFUSED, MESSAGE_SAVED } from "../src/provider";

type Frame = Uint8Array<ArrayBuffer>;

const MESSAGE_SYNC = 0;

/** A frame made of varUints and strings. */
export function frame(...parts: (number | string)[]): Frame {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else encoding.writeVarString(encoder, part);
  }
  return encoding.toUint8Array(encoder) as Frame;
}

export const refusal = (reason: string) => frame(MESSAGE_REFUSED, reason);
export const notice = (value: object) => frame(MESSAGE_NOTICE, JSON.stringify(value));

/** An update as the server shows it to its peers. */
export function updateMessage(update: Uint8Array): Frame {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE_SYNC);
  sync.writeUpdate(encoder, update);
  return encoding.toUint8Array(encoder) as Frame;
}

/** The browser's end of a connection. */
export class FakeSocket {
  static latest: FakeSocket;
  static count = 0;
  readonly OPEN = 1;
  readyState = 0;
  binaryType = "blob";
  sent: Frame[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: Frame }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.latest = this;
    FakeSocket.count += 1;
  }

  send(data: Frame): void {
    this.sent.push(data);
  }

  close(): void {
    this.readyState = 3;
  }

  /** What was sent since the last call. */
  take(): Frame[] {
    return this.sent.splice(0);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** Delivers one frame from the server, with everything the browser does at once because of it. */
  async receive(data: Frame): Promise<void> {
    this.onmessage?.({ data });
    await settled();
  }

  async drop(code: number, reason = ""): Promise<void> {
    this.readyState = 3;
    this.onclose?.({ code, reason });
    await settled();
  }
}

/** Microtasks and the promises that hang on them have run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** The server's replica; it commits what it is told to, and echoes in order. */
export class FakeServer {
  constructor(readonly doc = new Y.Doc()) {}

  /** What the server says as soon as a connection is open. */
  async greet(socket: FakeSocket): Promise<void> {
    socket.open();
    await settled();
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE_SYNC);
    sync.writeSyncStep1(encoder, this.doc);
    await socket.receive(encoding.toUint8Array(encoder) as Frame);
    await this.answer(socket);
  }

  /** Takes everything the browser has sent and answers it. Echoes are left out when `echo` is false. */
  async answer(socket: FakeSocket, { echo = true } = {}): Promise<void> {
    for (let frames = socket.take(); frames.length > 0; frames = socket.take()) {
      for (const sent of frames) {
        const reply = this.#reply(sent, echo);
        if (reply !== null) await socket.receive(reply);
      }
    }
  }

  #reply(sent: Frame, echo: boolean): Frame | null {
    const decoder = decoding.createDecoder(sent);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE_SAVED) return echo ? sent : null;
    if (type !== MESSAGE_SYNC) return null;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE_SYNC);
    sync.readSyncMessage(decoder, encoder, this.doc, "peer");
    return encoding.length(encoder) > 1 ? (encoding.toUint8Array(encoder) as Frame) : null;
  }
}

/** Numbers of the "saved?" frames among `frames`. */
export function questions(frames: readonly Frame[]): number[] {
  return frames.filter((sent) => sent[0] === MESSAGE_SAVED).map((sent) => sent[1] ?? -1);
}
