/**
 * Comments on the server: each call answers what the server has by then, and nothing is shown before that.
 */

import type { Api } from "../api";
import type { Anchor } from "../editor/anchors";
import type { Author, Thread } from "./threads";

interface Page {
  readonly results: readonly Thread[];
  readonly next: string | null;
}

export class CommentApi {
  constructor(private readonly api: Api) {}

  /** One page of the threads, latest first; `next` is what an earlier page gave. */
  page(state: "open" | "resolved", next: string | null): Promise<Page> {
    return this.api.call("GET", next ?? this.#address(`?state=${state}&page_size=100`));
  }

  thread(id: number): Promise<Thread> {
    return this.api.call("GET", this.#address(`${id}/`));
  }

  start(anchor: Anchor, quote: string, text: string): Promise<Thread> {
    return this.api.call("POST", this.#address(""), { anchor, quote, text });
  }

  reply(thread: number, text: string): Promise<Thread> {
    return this.api.call("POST", this.#address(`${thread}/comments/`), { text });
  }

  edit(thread: number, comment: number, text: string): Promise<Thread> {
    return this.api.call("PATCH", this.#address(`${thread}/comments/${comment}/`), { text });
  }

  delete(thread: number, comment: number): Promise<null> {
    return this.api.call("DELETE", this.#address(`${thread}/comments/${comment}/`));
  }

  resolve(thread: number): Promise<Thread> {
    return this.api.call("POST", this.#address(`${thread}/resolve/`), {});
  }

  reopen(thread: number): Promise<Thread> {
    return this.api.call("POST", this.#address(`${thread}/reopen/`), {});
  }

  move(thread: number, anchor: Anchor): Promise<Thread> {
    return this.api.call("PATCH", this.#address(`${thread}/`), { anchor });
  }

  /** People who may be mentioned and whose name begins so. */
  people(search: string): Promise<readonly Author[]> {
    return this.api.call("GET", this.api.address(`people/?search=${encodeURIComponent(search)}`));
  }

  /** The person has seen a thread; answers how much else waits in the inbox. */
  async markRead(thread: number): Promise<number> {
    const { unread } = await this.api.call<{ unread: number }>("POST", `${this.api.base}notices/read/`, { thread });
    return unread;
  }

  async unread(): Promise<number> {
    return (await this.api.call<{ unread: number }>("GET", `${this.api.base}notices/unread/`)).unread;
  }

  #address(path: string): string {
    return this.api.address(`threads/${path}`);
  }
}
