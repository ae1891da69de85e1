/**
 * Who has access to a document, on the server: each call answers what holds by then.
 */

import type { Api } from "../api";
import type { GivenRole, LinkRole, Reach } from "./roles";

/** Somebody with an account, as others see them. */
export interface Account {
  readonly username: string;
  readonly name: string;
  readonly color: string;
}

/** The document as far as sharing goes. */
export interface SharedDocument {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly role: string;
  readonly capabilities: readonly string[];
  readonly owner: Account | null;
  readonly link_reach: Reach;
  readonly link_role: LinkRole;
}

/** Whom a role is given: one of the two. */
export interface Holder {
  readonly user: Account | null;
  readonly group: string | null;
}

export interface Access extends Holder {
  readonly id: number;
  readonly role: GivenRole;
}

export interface AccessRequest {
  readonly id: number;
  readonly user: Account;
  readonly message: string;
}

export interface ShareLink {
  readonly id: number;
  readonly role: LinkRole;
  readonly label: string;
  readonly expires: string | null;
  readonly expired: boolean;
  readonly has_password: boolean;
  readonly visitors: readonly { readonly name: string; readonly guest: boolean }[];
}

/** What a new link is asked to be. */
export interface NewLink {
  readonly role: LinkRole;
  readonly label: string;
  readonly expires: string | null;
  readonly password: string;
}

/** What shall be other about a link; what is left out stays. */
export type LinkChanges = Partial<NewLink>;

interface Page<Row> {
  readonly results: readonly Row[];
  readonly next: string | null;
}

export class ShareApi {
  constructor(private readonly api: Api) {}

  document(): Promise<SharedDocument> {
    return this.api.call("GET", this.api.address(""));
  }

  access(): Promise<readonly Access[]> {
    return this.#all<Access>("access/");
  }

  requests(): Promise<readonly AccessRequest[]> {
    return this.#all<AccessRequest>("access-requests/");
  }

  links(): Promise<readonly ShareLink[]> {
    return this.#all<ShareLink>("links/");
  }

  /** People and groups whom `search` may mean. */
  async invitees(search: string): Promise<readonly Holder[]> {
    const address = this.api.address(`invitees/?search=${encodeURIComponent(search)}`);
    const found = await this.api.call<{ people: readonly Account[]; groups: readonly { name: string }[] }>(
      "GET",
      address,
    );
    return [
      ...found.people.map((user) => ({ group: null, user })),
      ...found.groups.map(({ name }) => ({ group: name, user: null })),
    ];
  }

  /** Gives somebody a role, in the place of the one they had. */
  grant(to: { readonly user: string } | { readonly group: string }, role: GivenRole): Promise<Access> {
    return this.api.call("POST", this.api.address("access/"), { ...to, role });
  }

  take(access: number): Promise<null> {
    return this.api.call("DELETE", this.api.address(`access/${access}/`));
  }

  answer(request: number, role: GivenRole | null): Promise<null> {
    const answer = role === null ? { granted: false } : { granted: true, role };
    return this.api.call("PATCH", this.api.address(`access-requests/${request}/`), answer);
  }

  setReach(reach: Reach, role: LinkRole): Promise<SharedDocument> {
    return this.api.call("PATCH", this.api.address(""), { link_reach: reach, link_role: role });
  }

  /** The answer alone holds the address: it is not told again. */
  makeLink(asked: NewLink): Promise<ShareLink & { readonly url: string }> {
    return this.api.call("POST", this.api.address("links/"), asked);
  }

  changeLink(link: number, changes: LinkChanges): Promise<ShareLink> {
    return this.api.call("PATCH", this.api.address(`links/${link}/`), changes);
  }

  revokeLink(link: number): Promise<null> {
    return this.api.call("DELETE", this.api.address(`links/${link}/`));
  }

  transfer(username: string): Promise<null> {
    return this.api.call("POST", this.api.address("transfer/"), { user: username });
  }

  leave(): Promise<null> {
    return this.api.call("POST", this.api.address("leave/"), {});
  }

  async #all<Row>(path: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let next: string | null = this.api.address(`${path}?page_size=100`);
    while (next !== null) {
      const page: Page<Row> = await this.api.call("GET", next);
      rows.push(...page.results);
      next = page.next;
    }
    return rows;
  }
}
