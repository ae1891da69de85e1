/**
 * The panel of earlier versions: list, preview, name, restore. Loaded when it is opened first.
 */

import { type Api, ApiProblem, type Snapshot } from "../api";
import type { Capability } from "../config";
import { showContent } from "../editor";
import { type Day, daysOf, fullMoment, type Version, versionBefore } from "../history";
import { gettext } from "../i18n";
import { comparisonView } from "./comparisonView";
import { confirmed } from "./dialogs";
import { element, icon, setAttribute } from "./element";
import { toast } from "./toasts";
import type { WayBack } from "./wayBack";

export interface HistoryOptions {
  readonly api: Api;
  readonly panel: HTMLElement;
  /** Where a version is shown, in the place of the text. */
  readonly preview: HTMLElement;
  readonly may: (capability: Capability) => boolean;
  /** What opens and closes the panel, where there is room for it. */
  readonly button: HTMLButtonElement;
  /** To where the keyboard was when the panel was asked for. */
  readonly wayBack: WayBack;
  /** The panel opens: other panels make place. */
  readonly opened: () => void;
}

export class HistoryPanel {
  readonly #list = element("div", { class: "versions" });
  readonly #more = element(
    "button",
    { class: "button button-wide", hidden: true, type: "button" },
    gettext("Earlier versions"),
  );
  #snapshots: Snapshot[] = [];
  #next: string | null = null;
  #chosen: number | null = null;

  constructor(private readonly options: HistoryOptions) {
    const { panel } = options;
    panel.replaceChildren(this.#header(), ...this.#nameForm(), this.#list, this.#more);
    panel.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.close();
    });
    this.#more.addEventListener("click", () => void this.#load(this.#next));
  }

  async open(): Promise<void> {
    this.options.opened();
    this.options.panel.hidden = false;
    setAttribute(this.options.button, "aria-expanded", "true");
    this.options.panel.focus();
    this.#snapshots = [];
    this.#list.replaceChildren(...skeleton());
    await this.#load(null);
  }

  /** Shows what changed since the last version before `moment`, or since the first one there is. */
  async showChangesSince(moment: Date): Promise<void> {
    const version = versionBefore(this.#snapshots, moment);
    if (version !== null) await this.#try(() => this.#show(version, true));
  }

  close(): void {
    const { button, panel, preview, wayBack } = this.options;
    if (panel.hidden) return;
    this.#showNow();
    wayBack.goBack(panel, preview);
    panel.hidden = true;
    setAttribute(button, "aria-expanded", "false");
  }

  #header(): HTMLElement {
    const close = element(
      "button",
      { "aria-label": gettext("Close"), class: "icon-button", type: "button" },
      icon("close"),
    );
    close.addEventListener("click", () => this.close());
    return element("header", { class: "panel-header" }, element("h2", {}, gettext("Versions")), close);
  }

  #nameForm(): HTMLElement[] {
    if (!this.options.may("snapshot")) return [];
    const input = element("input", {
      "aria-label": gettext("Name of the version"),
      class: "input",
      maxlength: 200,
      name: "label",
      placeholder: gettext("Name the current version"),
      required: true,
    });
    const save = element("button", { class: "button", type: "submit" }, gettext("Keep"));
    const form = element("form", { class: "name-version" }, input, save);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#try(() => this.#keep(input));
    });
    return [form];
  }

  async #keep(input: HTMLInputElement): Promise<void> {
    const kept = await this.options.api.takeSnapshot(input.value.trim());
    input.value = "";
    this.#snapshots = [kept, ...this.#snapshots];
    this.#render();
    toast(gettext("The version is kept."));
  }

  async #load(next: string | null): Promise<void> {
    await this.#try(async () => {
      const page = await this.options.api.snapshots(next);
      this.#snapshots = [...this.#snapshots, ...page.snapshots];
      this.#next = page.next;
      this.#render();
    });
  }

  #render(): void {
    const days = daysOf(this.#snapshots, new Date());
    this.#list.replaceChildren(...(days.length === 0 ? [emptyText()] : days.map((day) => this.#day(day))));
    this.#more.hidden = this.#next === null;
  }

  #day({ heading, versions }: Day): HTMLElement {
    const rows = versions.map((version) => element("li", {}, this.#row(version)));
    return element("section", {}, element("h3", {}, heading), element("ul", {}, ...rows));
  }

  #row(version: Version): HTMLElement {
    const row = element(
      "button",
      { "aria-current": version.id === this.#chosen, class: "version", "data-snapshot": version.id, type: "button" },
      element(
        "span",
        { class: "version-title", dir: "auto" },
        version.title,
        version.isNamed ? icon("bookmark") : null,
      ),
      element("span", { class: "version-byline" }, version.byline),
    );
    row.addEventListener("click", () => void this.#try(() => this.#show(version)));
    return row;
  }

  /** Shows the version in the place of the text: what it said, or what changed since. */
  async #show(version: Version, changes = false): Promise<void> {
    const { preview } = this.options;
    this.#choose(version.id);
    const page = element("div", { class: "page" });
    await (changes ? this.#fillWithChanges(page, version) : this.#fillWithText(page, version));
    if (this.#chosen !== version.id) return;
    const hadFocus = preview.contains(document.activeElement);
    preview.replaceChildren(this.#strip(version, changes), page);
    preview.hidden = false;
    if (hadFocus) preview.querySelector<HTMLElement>("[data-testid=changes]")?.focus();
    document.body.classList.add("shows-version");
    scrollTo({ top: 0 });
  }

  async #fillWithText(page: HTMLElement, version: Version): Promise<void> {
    const content = await this.options.api.snapshotContent(version.id);
    if (!showContent(page, content)) page.append(element("pre", { class: "plain" }, plainText(content)));
  }

  async #fillWithChanges(page: HTMLElement, version: Version): Promise<void> {
    page.append(comparisonView(await this.options.api.changesSince(version.id)));
  }

  #strip(version: Version, changes: boolean): HTMLElement {
    const back = element("button", { class: "button", type: "button" }, gettext("Back to now"));
    back.addEventListener("click", () => {
      this.#showNow();
      this.#list.querySelector<HTMLElement>(`[data-snapshot="${version.id}"]`)?.focus();
    });
    const compare = element(
      "button",
      { "aria-pressed": String(changes), class: "button", "data-testid": "changes", type: "button" },
      gettext("Changes since"),
    );
    compare.addEventListener("click", () => void this.#try(() => this.#show(version, !changes)));
    const restore = element(
      "button",
      { class: "button button-primary", "data-testid": "restore", type: "button" },
      gettext("Restore this version"),
    );
    restore.addEventListener("click", () => void this.#try(() => this.#restore(version)));
    const heading = changes ? gettext("Changes since") : gettext("Version of");
    const text = element("p", {}, element("strong", {}, heading), " ", fullMoment(version.at));
    const mayRestore = this.options.may("restore");
    return element("div", { class: "version-strip" }, text, back, compare, mayRestore ? restore : null);
  }

  async #restore(version: Version): Promise<void> {
    const sure = await confirmed({
      confirm: gettext("Restore"),
      text: gettext(
        "The text becomes what it was then, for everybody. What is here now is kept as a version of its own, and nobody is interrupted.",
      ),
      title: gettext("Restore the version of %(moment)s?", { moment: fullMoment(version.at) }),
    });
    if (!sure) return;
    await this.options.api.restore(version.id, "");
    this.#showNow();
    await this.open();
  }

  #showNow(): void {
    this.#choose(null);
    this.options.preview.hidden = true;
    this.options.preview.replaceChildren();
    document.body.classList.remove("shows-version");
  }

  #choose(id: number | null): void {
    this.#chosen = id;
    for (const row of this.#list.querySelectorAll<HTMLElement>(".version")) {
      setAttribute(row, "aria-current", row.dataset["snapshot"] === String(id) ? "true" : null);
    }
  }

  /** What the server refuses is a sentence at the foot of the page; anything else is a fault. */
  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      toast(error.message);
    }
  }
}

function plainText(content: unknown): string {
  return typeof content === "string" ? content : gettext("This version cannot be shown here.");
}

function emptyText(): HTMLElement {
  return element(
    "p",
    { class: "versions-empty" },
    gettext("No versions yet. One is kept every few minutes while people write."),
  );
}

function skeleton(): HTMLElement[] {
  return Array.from({ length: 4 }, () => element("div", { "aria-hidden": "true", class: "skeleton skeleton-row" }));
}
