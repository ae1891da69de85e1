/**
 * Coming back after a long time: is there something to tell about what was merged. Pure, no clock of its own.
 */

/** Edits made here and edits of others that came together after a long time apart. */
export interface Merged {
  /** How many edits were made here meanwhile. */
  readonly edits: number;
  /** Since when this device and the server were apart, in ms since the epoch. */
  readonly since: number;
}

/** Shorter ones are how networks are; after a longer one people may find a text that they do not recognise. */
export const LONG_ABSENCE_MS = 5 * 60_000;

export class Absence {
  #left: { readonly at: number; readonly known: number } | null = null;

  /** The connection ended, or never was since `at`. `known`: how many operations of others this device has. */
  leave(at: number, known: number): void {
    this.#left ??= { at, known };
  }

  /** The server's state is in, and `edits` made here go out. Null when there is nothing worth a word. */
  comeBack(at: number, known: number, edits: number): Merged | null {
    const left = this.#left;
    this.#left = null;
    if (left === null || edits === 0 || known <= left.known || at - left.at < LONG_ABSENCE_MS) return null;
    return { edits, since: left.at };
  }
}
