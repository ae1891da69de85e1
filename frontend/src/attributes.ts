/**
 * Which values the attributes of nodes may have; the server's `attributes.py` decides alike.
 *
 * Invariant: updates reach a document without passing an editor, so what an attribute holds is asked here whenever it
 * is shown or pasted. Each check answers the value, or null where it may not be had.
 */

const MAX_PIXELS = 10_000;
const MAX_LATEX = 10_000;
const LANGUAGE = /^[\w+#.-]{1,40}$/;
const PERSON = /^[\w:@.+-]{1,64}$/;
const MAX_LABEL = 200;

export const CALLOUT_KINDS = ["note", "tip", "warning", "danger"] as const;
export type CalloutKind = (typeof CALLOUT_KINDS)[number];

export const IMAGE_ALIGNMENTS = ["left", "center", "right"] as const;
export type ImageAlignment = (typeof IMAGE_ALIGNMENTS)[number];

export const TEXT_ALIGNMENTS = [...IMAGE_ALIGNMENTS, "justify"] as const;
export type TextAlignment = (typeof TEXT_ALIGNMENTS)[number];

function oneOf<Value extends string>(values: readonly Value[]): (value: unknown) => Value | null {
  return (value) => values.find((candidate) => candidate === value) ?? null;
}

export const calloutKind = oneOf(CALLOUT_KINDS);
export const imageAlignment = oneOf(IMAGE_ALIGNMENTS);
export const textAlignment = oneOf(TEXT_ALIGNMENTS);

/** The width or height of an image, in CSS pixels. */
export function pixels(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number > 0 && number <= MAX_PIXELS ? number : null;
}

/** A title or a description. */
export function words(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The name of a programming language. */
export function language(value: unknown): string | null {
  return typeof value === "string" && LANGUAGE.test(value) ? value : null;
}

/** A formula in TeX. */
export function latex(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" && value.length <= MAX_LATEX ? value : null;
}

/** The id of somebody who is mentioned. */
export function personId(value: unknown): string | null {
  return typeof value === "string" && PERSON.test(value) ? value : null;
}

/** The name of somebody who is mentioned. */
export function personLabel(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" && value.length <= MAX_LABEL ? value : null;
}
