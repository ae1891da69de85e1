/**
 * Which addresses a document may carry.
 *
 * Invariant: a scheme outside the list never reaches an `href` or a `src`, however it is disguised. Updates reach a
 * document without passing an editor, so this is asked when something is rendered, not only when it is typed.
 */

const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const IMAGE_SCHEMES = new Set(["http:", "https:"]);

/** Characters that browsers drop or skip while they look for a scheme (`java\tscript:`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const IGNORED = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** The scheme in lower case with its colon, or null for a relative address. */
function schemeOf(address: string): string | null {
  return SCHEME.exec(address.replace(IGNORED, ""))?.[0].toLowerCase() ?? null;
}

function isAllowed(address: unknown, schemes: ReadonlySet<string>): address is string {
  if (typeof address !== "string" || address === "") return false;
  const scheme = schemeOf(address);
  return scheme === null ? !address.replace(IGNORED, "").startsWith("//") : schemes.has(scheme);
}

/** May this stand in a link: http, https, mailto, tel, or relative. */
export function isSafeLink(address: unknown): address is string {
  return isAllowed(address, LINK_SCHEMES);
}

/** May this be loaded as an image: http, https, or relative. */
export function isSafeImage(address: unknown): address is string {
  return isAllowed(address, IMAGE_SCHEMES);
}

/** What a person typed as a link target, completed to an address, or null when no safe one can be made of it. */
export function completeLink(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return null;
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#].*)?$/i.test(text)) return `https://${text}`;
  return isSafeLink(text) ? text : null;
}
