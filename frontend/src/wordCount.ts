/**
 * How much text there is: pure.
 */

export interface TextCount {
  readonly words: number;
  readonly characters: number;
  /** Characters that are no white space. */
  readonly letters: number;
}

export const NO_TEXT: TextCount = { characters: 0, letters: 0, words: 0 };

/** Ideographs and kana are written without spaces: each counts as a word, as in word processors. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+(?:['’.,\-\u2010\u2011](?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+)*/gu;
const WORDS_A_MINUTE = 220;

/** Counts `text`. */
export function countText(text: string): TextCount {
  const characters = lengthOf(text);
  return { characters, letters: characters - (text.match(/\s/gu)?.length ?? 0), words: text.match(WORD)?.length ?? 0 };
}

/** Both together. */
export function sumOf(left: TextCount, right: TextCount): TextCount {
  return {
    characters: left.characters + right.characters,
    letters: left.letters + right.letters,
    words: left.words + right.words,
  };
}

/** Whole minutes that it takes to read `words`, at least one. */
export function minutesToRead(words: number): number {
  return Math.max(1, Math.round(words / WORDS_A_MINUTE));
}

/** Code points: an emoji of one is one character, not two. */
function lengthOf(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code < 0xdc00) count -= 1;
  }
  return count;
}
