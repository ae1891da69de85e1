/**
 * The box in which a comment is written. What cannot be sent stays in it, with the reason.
 */

import { ApiProblem } from "../api";
import { gettext } from "../i18n";
import { element, setAttribute } from "../ui/element";
import { hasMod } from "../ui/keys";
import { draft, keepDraft } from "./drafts";
import { type FindPeople, MentionBox } from "./mentionBox";

export interface ComposerOptions {
  readonly label: string;
  readonly submit: string;
  /** Under what name a draft is kept. */
  readonly place: string;
  /** What stands in it at first, if there is no draft. */
  readonly text?: string;
  /** Resolves when the server has it. */
  readonly send: (text: string) => Promise<void>;
  readonly cancel: () => void;
  readonly people: FindPeople;
}

export class Composer {
  readonly root: HTMLFormElement;
  readonly #area: HTMLTextAreaElement;
  readonly #problem = element("p", { class: "composer-problem", hidden: true, role: "alert" });
  readonly #submit: HTMLButtonElement;
  readonly #mentions: MentionBox;
  #isSending = false;

  constructor(private readonly options: ComposerOptions) {
    const { label, submit, place, text } = options;
    this.#area = element("textarea", {
      "aria-label": label,
      class: "input composer-text",
      dir: "auto",
      placeholder: label,
      rows: 2,
    });
    this.#area.value = draft(place) || (text ?? "");
    this.#mentions = new MentionBox(this.#area, options.people);
    this.#submit = element("button", { class: "button button-primary", type: "submit" }, submit);
    const cancel = element("button", { class: "button button-quiet", type: "button" }, gettext("Cancel"));
    cancel.addEventListener("click", () => this.#cancel());
    const foot = element("div", { class: "composer-foot" }, cancel, this.#submit);
    const box = element("div", { class: "composer-box" }, this.#area, this.#mentions.root);
    this.root = element("form", { class: "composer" }, box, this.#problem, foot);
    this.#listen();
    this.#refresh();
  }

  focus(): void {
    this.#area.focus({ preventScroll: true });
    this.#area.setSelectionRange(this.#area.value.length, this.#area.value.length);
    this.root.scrollIntoView({ block: "nearest" });
  }

  #listen(): void {
    this.#area.addEventListener("input", () => {
      keepDraft(this.options.place, this.#area.value);
      this.#refresh();
    });
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#area.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event: KeyboardEvent): void {
    // Escape and the arrows belong to what is open within.
    if (this.#mentions.pressed(event)) event.stopPropagation();
    else if (event.key === "Enter" && hasMod(event)) {
      event.preventDefault();
      void this.#send();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.#cancel();
    }
  }

  #cancel(): void {
    keepDraft(this.options.place, "");
    this.options.cancel();
  }

  async #send(): Promise<void> {
    const text = this.#area.value.trim();
    if (text === "" || this.#isSending) return;
    this.#sending(true);
    try {
      await this.options.send(text);
      keepDraft(this.options.place, "");
      this.#area.value = "";
      this.#explain("");
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#explain(gettext("It was not sent: %(reason)s", { reason: error.message }));
    } finally {
      this.#sending(false);
    }
  }

  #sending(isSending: boolean): void {
    this.#isSending = isSending;
    this.#area.readOnly = isSending;
    setAttribute(this.root, "aria-busy", isSending ? "true" : null);
    this.#refresh();
  }

  #explain(problem: string): void {
    this.#problem.textContent = problem;
    this.#problem.hidden = problem === "";
  }

  #refresh(): void {
    this.#submit.disabled = this.#isSending || this.#area.value.trim() === "";
  }
}
