/**
 * The share dialog: who has access to a document, by name, by its address and by links.
 *
 * Invariant: it shows what the server said last. Everything one does is asked of the server at once and read again.
 */

import { type Api, ApiProblem } from "../api";
import { gettext } from "../i18n";
import { closeButton, openDialog } from "../ui/dialogs";
import { element } from "../ui/element";
import { sign } from "../ui/face";
import { accessList } from "./accessList";
import { type Desk, mayTransfer, readSharing, type Sharing } from "./desk";
import { InviteForm } from "./inviteForm";
import { LinkList } from "./linkList";
import { leaveButton, transferForm } from "./ownership";
import { addressLine, reachForm } from "./reachForm";
import { requestList } from "./requestList";
import { reachName, roleName } from "./roles";
import { ShareApi } from "./shareApi";

export interface ShareOptions {
  readonly api: Api;
  readonly title: string;
  /** The person gave up their access. */
  readonly left: () => void;
  /** How many people ask for access by now. */
  readonly waiting: (count: number) => void;
}

/** Opens the dialog. What it shows is asked for while it opens. */
export function openShareDialog(options: ShareOptions): void {
  void new ShareDialog(options).open();
}

class ShareDialog {
  readonly #content = element("div", { class: "share-content" });
  readonly #said = element("p", { class: "visually-hidden", role: "status" });
  readonly #failed = element("p", { class: "note note-bad", hidden: true, role: "alert" });
  readonly #dialog: HTMLDialogElement;
  readonly #desk: Desk;
  readonly #invite: InviteForm;
  readonly #links: LinkList;
  #mayShare: boolean | null = null;
  readonly #lists = element("div", { class: "share-lists" });
  readonly #more = element("div", { class: "share-lists" });

  constructor(private readonly options: ShareOptions) {
    this.#desk = {
      act: (task, done) => this.#act(task, done),
      api: new ShareApi(options.api),
      attempt: (task) => this.#attempt(task),
      say: (sentence) => {
        this.#said.textContent = sentence;
      },
      username: document.body.dataset["username"] ?? "",
    };
    this.#invite = new InviteForm(this.#desk);
    this.#links = new LinkList(this.#desk);
    this.#dialog = this.#opened();
  }

  async open(): Promise<void> {
    this.#content.replaceChildren(skeleton());
    if (await this.#attempt(() => this.#read())) this.#focusFirst();
  }

  #opened(): HTMLDialogElement {
    const title = gettext("Share “%(title)s”", { title: this.options.title });
    const dialog = openDialog(title, this.#failed, this.#content, this.#said);
    dialog.classList.add("share-dialog");
    dialog.dataset["testid"] = "share-dialog";
    dialog.append(closeButton(dialog));
    return dialog;
  }

  #focusFirst(): void {
    if (this.#mayShare) this.#invite.focus();
  }

  async #act(task: () => Promise<unknown>, done: string): Promise<boolean> {
    const isDone = await this.#attempt(task);
    // What was refused may have been refused because somebody else changed something meanwhile.
    const isRead = await this.#attempt(() => this.#read(), isDone);
    if (isDone && isRead) this.#desk.say(done);
    return isDone;
  }

  async #attempt(task: () => Promise<unknown>, clears = true): Promise<boolean> {
    if (clears) this.#failed.hidden = true;
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#failed.textContent = error.message;
      this.#failed.hidden = false;
      return false;
    }
  }

  async #read(): Promise<void> {
    const sharing = await readSharing(this.#desk.api);
    const key = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["key"] : undefined;
    const hadFocus = this.#dialog.contains(document.activeElement);
    this.#show(sharing);
    if (hadFocus) this.#refocus(key);
    this.options.waiting(sharing.requests.length);
  }

  /** What had the focus may have gone, or been made anew. */
  #refocus(key: string | undefined): void {
    if (this.#dialog.contains(document.activeElement) && document.activeElement !== this.#dialog) return;
    const again = key === undefined ? null : this.#dialog.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (again) again.focus();
    else this.#focusFirst();
  }

  #show(sharing: Sharing): void {
    const mayShare = sharing.document.capabilities.includes("share");
    if (mayShare !== this.#mayShare) this.#arrange(mayShare);
    if (mayShare) this.#showAll(sharing);
    else this.#lists.replaceChildren(...this.#own(sharing));
  }

  /** Forms stay where they are while what is below them is read again. */
  #arrange(mayShare: boolean): void {
    this.#mayShare = mayShare;
    const parts = mayShare ? [this.#invite.root, this.#lists, this.#links.root, this.#more] : [this.#lists];
    this.#content.replaceChildren(...parts);
  }

  #showAll(sharing: Sharing): void {
    const desk = this.#desk;
    const requests = requestList(desk, sharing);
    const lists = [requests, accessList(desk, sharing), reachForm(desk, sharing)].filter((part) => part !== null);
    this.#lists.replaceChildren(...lists);
    this.#links.show(sharing);
    this.#showOwnership(sharing);
  }

  #showOwnership(sharing: Sharing): void {
    if (this.#more.contains(document.activeElement)) return;
    const { title } = sharing.document;
    const isOwner = mayTransfer(sharing, this.#desk.username);
    this.#more.replaceChildren(isOwner ? transferForm(this.#desk, title) : leaveButton(this.#desk, title, this.#left));
  }

  readonly #left = (): void => {
    this.#dialog.close();
    this.options.left();
  };

  /** For who may not share: whose it is, what they may do themselves, and the way out. */
  #own({ document: { owner, role, link_reach: reach, url, title } }: Sharing): HTMLElement[] {
    const sentence = gettext("You: %(role)s", { role: roleName(role) });
    const whose = owner === null ? reachName(reach) : gettext("Belongs to %(name)s", { name: owner.name });
    const text = element("span", { class: "share-who" }, element("span", { class: "share-name" }, whose), sentence);
    const leave = this.#desk.username === "" ? [] : [leaveButton(this.#desk, title, this.#left)];
    return [element("div", { class: "share-row" }, sign("people"), text), addressLine(url), ...leave];
  }
}

function skeleton(): HTMLElement {
  const lines = Array.from({ length: 3 }, () => element("div", { class: "skeleton skeleton-row" }));
  return element("div", { "aria-hidden": "true" }, ...lines);
}
