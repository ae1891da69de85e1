/**
 * Where a link leads, for people to read: pure.
 */

/** The part that tells whose place it is, and what follows. */
export interface ReadableAddress {
  readonly host: string;
  readonly rest: string;
}

/**
 * Takes an address apart. The host is written as browsers resolve it (in Punycode where letters could deceive), and
 * what stands before an @ is left out: it looks like a host and is none.
 */
export function readableAddress(href: string): ReadableAddress {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (url === null) return { host: "", rest: href };
  if (url.host === "") return { host: decoded(url.pathname), rest: decoded(url.search) };
  const path = `${url.pathname === "/" ? "" : url.pathname}${url.search}${url.hash}`;
  return { host: url.host.replace(/^www\./, ""), rest: decoded(path) };
}

/** Percent signs as letters, except where that would be no text, or turn the direction of what follows. */
function decoded(text: string): string {
  try {
    const plain = decodeURI(text);
    return /[\p{C}\p{Z}]/u.test(plain) ? text : plain;
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
