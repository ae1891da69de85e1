/**
 * What every part of the share dialog works with: what is known, and the way to change it.
 */

import type { Access, AccessRequest, ShareApi, SharedDocument, ShareLink } from "./shareApi";

/** What the server said last. Who may not share is told of the document alone. */
export interface Sharing {
  readonly document: SharedDocument;
  readonly access: readonly Access[];
  readonly requests: readonly AccessRequest[];
  readonly links: readonly ShareLink[];
}

export interface Desk {
  readonly api: ShareApi;
  /** Of the person before the page. */
  readonly username: string;
  readonly say: (sentence: string) => void;
  /** Does something on the server and says why not if it failed; answers whether it was done. */
  readonly attempt: (task: () => Promise<unknown>) => Promise<boolean>;
  /** Does something on the server, says what was done or why not, and shows what holds by then. */
  readonly act: (task: () => Promise<unknown>, done: string) => Promise<boolean>;
}

/** Everything about sharing that the person may know. */
export async function readSharing(api: ShareApi): Promise<Sharing> {
  const document = await api.document();
  if (!document.capabilities.includes("share")) return { access: [], document, links: [], requests: [] };
  const [access, requests, links] = await Promise.all([api.access(), api.requests(), api.links()]);
  return { access, document, links, requests };
}

/** Does the document belong to whoever looks, or to nobody. */
export function mayTransfer({ document: { owner } }: Sharing, username: string): boolean {
  return owner === null || owner.username === username;
}
