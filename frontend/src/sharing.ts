/**
 * The ways into sharing on the editor page: the button, the address that ends in `#share`, and the guest's name.
 */

import { type Api, ApiProblem } from "./api";
import type { Config } from "./config";
import { gettext, ngettext } from "./i18n";
import { part } from "./lazy";
import { required, setAttribute } from "./ui/element";
import { toast } from "./ui/toasts";

export interface SharingOptions {
  readonly config: Config;
  readonly api: Api;
  readonly title: () => string;
  readonly mayShare: () => boolean;
  /** The guest is called so from now on. */
  readonly renamed: (name: string) => void;
}

const HASH = "#share";

export class Sharing {
  readonly #button = required("#share", HTMLButtonElement);
  #guestName: string;

  constructor(private readonly options: SharingOptions) {
    const { config } = options;
    this.#guestName = config.isNameless ? "" : config.user.name;
    this.#button.addEventListener("click", () => void this.#open());
    document.querySelector("#guest-name")?.addEventListener("click", () => void this.#askName());
    addEventListener("hashchange", () => this.#followHash());
    document.addEventListener("visibilitychange", () => !document.hidden && void this.#countRequests());
    if (config.isNameless) void this.#askName();
    this.#followHash();
  }

  /** Guests have nobody to invite and nothing to leave. */
  rightsChanged(mayRead: boolean): void {
    this.#button.hidden = !mayRead || this.options.config.user.isGuest;
    void this.#countRequests();
  }

  #followHash(): void {
    if (location.hash !== HASH || this.options.config.user.isGuest) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    void this.#open();
  }

  async #open(): Promise<void> {
    const loaded = await part(
      () => import("./share/shareDialog"),
      () => void this.#open(),
    );
    loaded?.openShareDialog({
      api: this.options.api,
      left: () => location.assign(this.options.config.urls.list),
      title: this.options.title(),
      waiting: (count) => this.#showWaiting(count),
    });
  }

  /** People who ask for access wait for somebody to look. */
  async #countRequests(): Promise<void> {
    const { api, mayShare } = this.options;
    if (!mayShare()) return this.#showWaiting(0);
    try {
      const page = await api.call<{ count: number }>("GET", api.address("access-requests/?page_size=1"));
      this.#showWaiting(page.count);
    } catch (error) {
      // They are shown when the dialog is opened, or the page looked at again.
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  #showWaiting(count: number): void {
    const badge = required(".badge", HTMLElement, this.#button);
    badge.hidden = count === 0;
    badge.textContent = String(count);
    const waiting = ngettext("Share: %(count)s person asks", "Share: %(count)s people ask", count);
    setAttribute(this.#button, "aria-label", count === 0 ? gettext("Share") : waiting);
  }

  async #askName(): Promise<void> {
    const loaded = await part(
      () => import("./share/guestName"),
      () => void this.#askName(),
    );
    const { api, config, renamed } = this.options;
    loaded?.askGuestName({
      api,
      login: config.urls.login,
      name: this.#guestName,
      named: (name) => {
        this.#guestName = name;
        renamed(name);
        toast(gettext("Others see you as %(name)s.", { name }));
      },
    });
  }
}
