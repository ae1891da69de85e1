/**
 * Finding documents by REST: what was opened last, or what a search finds.
 */

/** A document as the switcher shows it. */
export interface Found {
  readonly title: string;
  readonly url: string;
  readonly starred: boolean;
  /** The owner's name, for documents of others. */
  readonly owner: string | null;
  readonly excerpt: readonly { readonly text: string; readonly marked: boolean }[] | null;
}

interface Raw extends Omit<Found, "owner"> {
  readonly role: string;
  readonly owner: { readonly name: string } | null;
}

const MOST = "12";

/** What `typed` finds, the best first; for nothing typed, what was opened last. Throws `TypeError` without an answer. */
export async function findDocuments(typed: string, signal: AbortSignal): Promise<Found[]> {
  const address = new URL(document.body.dataset["documents"] ?? "/api/v1/documents/", location.href);
  address.search = new URLSearchParams({
    page_size: MOST,
    ...(typed === "" ? { shelf: "recent" } : { search: typed }),
  }).toString();
  const headers = { Accept: "application/json" };
  const response = await fetch(address, { credentials: "same-origin", headers, signal });
  if (!response.ok) throw new TypeError(`The server answered ${response.status}.`);
  const page = (await response.json()) as { results: readonly Raw[] };
  return page.results.map((raw) => ({ ...raw, owner: raw.role === "owner" ? null : (raw.owner?.name ?? null) }));
}
