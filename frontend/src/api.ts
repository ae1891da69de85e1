/**
 * The server's REST interface, as far as pages use it: typed requests, problems as errors.
 */

import type { Author, Comparison } from "./comparison";
import { gettext } from "./i18n";

/** The server said no, or could not be reached (status 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ApiProblem";
  }
}

/** What to tell when a request failed; whatever is no problem of the server's is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  throw error;
}

/** A saved state of a document; its content is asked for separately. */
export interface Snapshot {
  readonly id: number;
  readonly created: string;
  readonly reason: "periodic" | "last-leave" | "named" | "before-restore" | "import";
  readonly label: string;
  readonly contributors: readonly string[];
}

/** Somebody who wrote in the document, and the Yjs client ids that are theirs. */
export interface Writer extends Author {
  readonly clients: readonly number[];
}

/** A page of a list and where the next one is. */
export interface SnapshotPage {
  readonly snapshots: readonly Snapshot[];
  readonly next: string | null;
}

export interface ApiOptions {
  /** Prefix of all addresses, with its slash: `/api/v1/`. */
  readonly base: string;
  readonly documentId: string;
  readonly csrfToken: string;
}

const NO_CONTENT = 204;

export class Api {
  constructor(private readonly options: ApiOptions) {}

  async rename(title: string): Promise<void> {
    await this.#send("PATCH", "", { title });
  }

  /** What the person may do with the document by now. */
  async capabilities(): Promise<readonly string[]> {
    const response = await this.#fetch(this.#address(""), { method: "GET" });
    return ((await response.json()) as { capabilities: readonly string[] }).capabilities;
  }

  async ticket(): Promise<string> {
    const { ticket } = await this.#json<{ ticket: string }>("POST", "ticket/", {});
    return ticket;
  }

  /** Latest first. `next` is what an earlier page gave. */
  async snapshots(next: string | null = null): Promise<SnapshotPage> {
    const response = await this.#fetch(next ?? this.#address("snapshots/"), { method: "GET" });
    const page = (await response.json()) as { results: readonly Snapshot[]; next: string | null };
    return { next: page.next, snapshots: page.results };
  }

  /** Keeps a picture for the document; answers its address. */
  async uploadPicture(file: File): Promise<string> {
    const headers = { "Content-Type": file.type || "image/*", "X-CSRFToken": this.options.csrfToken };
    const response = await this.#fetch(this.#address("images/"), { body: file, headers, method: "POST" });
    return ((await response.json()) as { url: string }).url;
  }

  /** Lets the picture of that name, from another document, be seen in this one. */
  async adoptPicture(name: string): Promise<void> {
    await this.#send("POST", "images/", { copy_of: name });
  }

  takeSnapshot(label: string): Promise<Snapshot> {
    return this.#json<Snapshot>("POST", "snapshots/", { label });
  }

  async restore(snapshotId: number, reason: string): Promise<void> {
    await this.#send("POST", `snapshots/${snapshotId}/restore/`, { reason });
  }

  /** The snapshot's ProseMirror tree, or its plain text where it holds no such tree. */
  async snapshotContent(snapshotId: number): Promise<unknown> {
    const accept = "application/json, text/plain;q=0.5";
    const address = this.#address(`snapshots/${snapshotId}/content/`);
    const response = await this.#fetch(address, { headers: { Accept: accept }, method: "GET" });
    return response.headers.get("Content-Type")?.includes("json") ? response.json() : response.text();
  }

  /** What changed from the snapshot to what is saved now. */
  async changesSince(snapshotId: number): Promise<Comparison> {
    const response = await this.#fetch(this.#address(`snapshots/${snapshotId}/comparison/`), { method: "GET" });
    return (await response.json()) as Comparison;
  }

  /** Everybody who wrote in the document. */
  async writers(): Promise<readonly Writer[]> {
    const response = await this.#fetch(this.#address("authors/"), { method: "GET" });
    return (await response.json()) as readonly Writer[];
  }

  /** Prefix of all addresses. */
  get base(): string {
    return this.options.base;
  }

  /** An address below the document. */
  address(path: string): string {
    return this.#address(path);
  }

  /** Any request; answers its JSON, or null where there is none. */
  async call<Answer>(method: string, address: string, body?: object): Promise<Answer> {
    const asked = body === undefined && method === "GET" ? { method } : this.#request(method, body ?? {});
    const response = await this.#fetch(address, asked);
    return (response.status === NO_CONTENT ? null : await response.json()) as Answer;
  }

  #address(path: string): string {
    return `${this.options.base}documents/${this.options.documentId}/${path}`;
  }

  #send(method: string, path: string, body: object): Promise<Response> {
    return this.#fetch(this.#address(path), this.#request(method, body));
  }

  #request(method: string, body: object): RequestInit {
    return {
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.options.csrfToken },
      method,
    };
  }

  async #json<Answer>(method: string, path: string, body: object): Promise<Answer> {
    return (await (await this.#send(method, path, body)).json()) as Answer;
  }

  async #fetch(address: string, request: RequestInit): Promise<Response> {
    const headers = { Accept: "application/json", ...request.headers };
    const response = await fetch(address, { credentials: "same-origin", ...request, headers }).catch(() => {
      throw new ApiProblem(0, gettext("The server cannot be reached. Check your connection and try again."));
    });
    if (!response.ok) throw new ApiProblem(response.status, await problemText(response));
    return response;
  }
}

/** The sentence of an `application/problem+json` answer. */
async function problemText(response: Response): Promise<string> {
  if (!response.headers.get("Content-Type")?.includes("json")) return statusSentence(response);
  const problem = (await response.json()) as { detail?: unknown; title?: unknown; errors?: unknown };
  const errors = Object.values(problem.errors ?? {})
    .flat()
    .filter((error) => typeof error === "string");
  if (errors.length > 0) return errors.join(" ");
  return String(problem.detail ?? problem.title ?? statusSentence(response));
}

function statusSentence({ status }: Response): string {
  return gettext("The server answered %(status)s.", { status });
}
