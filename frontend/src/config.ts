/**
 * What the server tells the page when it is loaded: the `collab-config` JSON block, checked once.
 */

import { safeColor, safeName } from "./presence";

/** What the signed-in person may do with the document now. The server decides again on every request. */
export type Capability = "read" | "comment" | "write" | "rename" | "snapshot" | "restore" | "share" | "trash";

export interface Config {
  readonly document: { readonly id: string; readonly title: string; readonly epoch: number };
  readonly user: { readonly id: string; readonly name: string; readonly color: string; readonly isGuest: boolean };
  /** A guest who has not said yet what to call them. */
  readonly isNameless: boolean;
  readonly role: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly urls: { readonly api: string; readonly websocket: string; readonly list: string; readonly login: string };
  readonly csrfToken: string;
  /** Ask for a ticket before each connection: for pages whose session cookie does not reach the websocket. */
  readonly ticket: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

function object(raw: Raw, key: string): Raw {
  const value = raw[key];
  if (typeof value !== "object" || value === null) throw new TypeError(`collab-config has no "${key}".`);
  return value as Raw;
}

function text(raw: Raw, key: string): string {
  const value = raw[key];
  if (typeof value !== "string") throw new TypeError(`collab-config: "${key}" is no text.`);
  return value;
}

/** Checks what the page carries. Throws `TypeError` with one sentence when the page and the script do not fit. */
export function parseConfig(json: string): Config {
  const raw = JSON.parse(json) as Raw;
  const [document, user, urls] = [object(raw, "document"), object(raw, "user"), object(raw, "urls")];
  return {
    capabilities: capabilitySet(raw["capabilities"]),
    csrfToken: text(raw, "csrfToken"),
    document: { epoch: Number(document["epoch"]), id: text(document, "id"), title: text(document, "title") },
    isNameless: raw["nameless"] === true,
    role: text(raw, "role"),
    ticket: raw["ticket"] === true,
    urls: {
      api: text(urls, "api"),
      list: text(urls, "list"),
      login: text(urls, "login"),
      websocket: text(urls, "websocket"),
    },
    user: {
      color: safeColor(user["color"]),
      id: String(user["id"]),
      isGuest: user["guest"] === true,
      name: safeName(user["name"]),
    },
  };
}

/** The capabilities that a page or a notice names. */
export function capabilitySet(value: unknown): ReadonlySet<Capability> {
  return new Set(Array.isArray(value) ? (value as Capability[]) : []);
}

/** The page's own configuration. */
export function readConfig(page: Document): Config {
  return parseConfig(page.getElementById("collab-config")?.textContent ?? "{}");
}

/** `path` on the page's host as a websocket address. */
export function websocketAddress(path: string, location: Pick<Location, "protocol" | "host">): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}
