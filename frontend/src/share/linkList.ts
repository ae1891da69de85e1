/**
 * The share links of a document: what each lets people do, until when, and who came in by it.
 */

import { gettext, ngettext } from "../i18n";
import { element, icon } from "../ui/element";
import { sign } from "../ui/face";
import { choice } from "./choice";
import type { Desk, Sharing } from "./desk";
import { LinkChangeForm } from "./linkChangeForm";
import { LinkForm } from "./linkForm";
import { addressLine } from "./reachForm";
import { LINK_ROLES, type LinkRole, roleName } from "./roles";
import type { LinkChanges, NewLink, ShareLink } from "./shareApi";

export class LinkList {
  readonly root: HTMLElement;
  readonly #rows = element("ul", { class: "share-rows", "data-testid": "links" });
  readonly #place = element("div", { class: "share-place" });
  readonly #add = element("button", { class: "button", type: "button" }, gettext("New link"));

  constructor(private readonly desk: Desk) {
    const label = gettext("Share links");
    const head = element("div", { class: "share-head" }, element("h3", { class: "share-heading" }, label), this.#add);
    const about = element(
      "p",
      { class: "share-small" },
      gettext("Who knows such a link comes in without an account, until it ends or you revoke it."),
    );
    this.root = element(
      "section",
      { "aria-label": label, class: "share-section" },
      head,
      about,
      this.#rows,
      this.#place,
    );
    this.#add.addEventListener("click", () => this.#ask());
  }

  show({ links }: Sharing): void {
    this.#rows.replaceChildren(...links.map((link) => this.#row(link)));
    this.#rows.hidden = links.length === 0;
  }

  #ask(): void {
    const form = new LinkForm(
      (asked) => this.#make(asked),
      () => this.#close(),
    );
    this.#place.replaceChildren(form.root);
    this.#add.hidden = true;
    form.focus();
  }

  #close(): void {
    this.#place.replaceChildren();
    this.#add.hidden = false;
    this.#add.focus();
  }

  async #make(asked: NewLink): Promise<void> {
    const { act, api } = this.desk;
    let url = "";
    const made = async () => {
      url = (await api.makeLink(asked)).url;
    };
    if (!(await act(made, gettext("The link is made. Copy it now: it is not shown again.")))) return;
    this.#close();
    const note = element("p", {}, gettext("Copy the link now: it is not shown again."));
    const line = addressLine(url, gettext("The new link"));
    this.#place.replaceChildren(element("div", { class: "share-made", "data-testid": "new-link" }, note, line));
    line.querySelector("button")?.focus();
  }

  #row(link: ShareLink): HTMLElement {
    const name = link.label || gettext("Share link");
    const who = element(
      "span",
      { class: "share-who" },
      element("span", { class: "share-name", dir: "auto" }, name),
      element("span", { class: "share-small" }, facts(link)),
    );
    const attributes = { class: `share-row${link.expired ? " is-over" : ""}` };
    const tools = element("span", { class: "share-tools" }, this.#change(link, name), this.#revoke(link, name));
    return element("li", attributes, sign("link"), who, this.#role(link, name), tools);
  }

  #change(link: ShareLink, name: string): HTMLElement {
    const label = gettext("Change “%(name)s”", { name });
    const key = `change-${link.id}`;
    const attributes = { "aria-label": label, class: "icon-button", "data-key": key, title: label, type: "button" };
    const button = element("button", attributes, icon("pencil"));
    button.addEventListener("click", () => this.#askChanges(link));
    return button;
  }

  #askChanges(link: ShareLink): void {
    const back = () => {
      this.#close();
      this.#rows.querySelector<HTMLElement>(`[data-key="change-${link.id}"]`)?.focus();
    };
    const { act, api } = this.desk;
    const change = async (changes: LinkChanges) => {
      if (await act(() => api.changeLink(link.id, changes), gettext("The link is changed."))) back();
    };
    const form = new LinkChangeForm(link, until(link.expires, link.expired), (changes) => void change(changes), back);
    this.#place.replaceChildren(form.root);
    this.#add.hidden = true;
    form.focus();
  }

  #role(link: ShareLink, name: string): HTMLElement {
    const { act, api } = this.desk;
    const changed = (role: LinkRole) => void act(() => api.changeLink(link.id, { role }), `${name}: ${roleName(role)}`);
    const label = gettext("What “%(name)s” lets people do", { name });
    const select = choice({ changed, label, name: roleName, value: link.role, values: LINK_ROLES });
    select.dataset["key"] = `link-role-${link.id}`;
    return select;
  }

  #revoke({ id }: ShareLink, name: string): HTMLElement {
    const { act, api } = this.desk;
    const label = gettext("Revoke “%(name)s”", { name });
    const attributes = {
      "aria-label": label,
      class: "button button-danger",
      "data-key": `revoke-${id}`,
      type: "button",
    };
    const button = element("button", attributes, gettext("Revoke"));
    const done = gettext("The link opens nothing any more.");
    button.addEventListener("click", () => void act(() => api.revokeLink(id), done));
    return button;
  }
}

/** Until when, whether with a password, who came in. */
function facts({ expires, expired, has_password: hasPassword, visitors }: ShareLink): string {
  const parts = [until(expires, expired)];
  if (hasPassword) parts.push(gettext("with a password"));
  if (visitors.length > 0) parts.push(cameIn(visitors));
  return parts.join(" · ");
}

function until(expires: string | null, expired: boolean): string {
  if (expires === null) return gettext("until it is revoked");
  const date = new Date(expires).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  return expired ? gettext("expired on %(date)s", { date }) : gettext("until %(date)s", { date });
}

const MOST_NAMES = 4;

function cameIn(visitors: ShareLink["visitors"]): string {
  const shown = visitors
    .slice(0, MOST_NAMES)
    .map(({ name, guest }) => (guest ? gettext("%(name)s (guest)", { name }) : name));
  const names = shown.join(", ");
  const more = visitors.length - shown.length;
  if (more === 0) return gettext("came in: %(names)s", { names });
  return ngettext("came in: %(names)s and %(count)s more", "came in: %(names)s and %(count)s more", more, { names });
}
