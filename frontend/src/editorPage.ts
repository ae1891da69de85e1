/**
 * The editor page as a whole: what the live document says goes to the parts, what people do goes to the document.
 */

import type { Merged } from "./absence";
import { type Api, sentenceOf } from "./api";
import type { Ending } from "./closeCodes";
import { type Capability, type Config, capabilitySet } from "./config";
import { type ActionName, connectionMessage } from "./connectionMessage";
import { DocumentTools } from "./documentTools";
import {
  type CaretPlace,
  caretPlace,
  type Editor,
  mountEditor,
  renamedCaret,
  writeAtEnd,
  writeAtStart,
} from "./editor";
import { restoredMessage } from "./history";
import { gettext } from "./i18n";
import type { LiveDocument, Refusal } from "./liveDocument";
import { bindMoreMenu } from "./moreMenu";
import { bindPageKeys } from "./pageKeys";
import type { Notice } from "./provider";
import type { Rebased } from "./rebase";
import { Sharing } from "./sharing";
import { SidePanels } from "./sidePanels";
import { Together } from "./together";
import { type BannerAction, showBanner } from "./ui/banner";
import { showForCopying } from "./ui/dialogs";
import { required } from "./ui/element";
import { bindReadingKeys, showReadable } from "./ui/readingKeys";
import { SaveChip } from "./ui/saveChip";
import { bindThemeButton } from "./ui/theme";
import { TitleField } from "./ui/titleField";
import { announce, prepareVoice, toast } from "./ui/toasts";
import { Toolbar } from "./ui/toolbar";
import { WritingTools } from "./writingTools";

/** A hiccup shorter than this is not worth a banner. */
const AWAY_AFTER_MS = 1_500;

export class EditorPage {
  readonly #host = required("#editor", HTMLElement);
  readonly #banner = required("#connection-banner", HTMLElement);
  readonly #chip = new SaveChip(required("#save", HTMLElement));
  readonly #documentTools: DocumentTools;
  readonly #together: Together;
  readonly #tools: WritingTools;
  readonly #toolbar: Toolbar;
  readonly #title: TitleField;
  readonly #sharing: Sharing;
  readonly #panels: SidePanels;
  #capabilities: ReadonlySet<Capability>;
  #editor: Editor | null = null;
  #place: CaretPlace | null = null;
  #isWritable = true;
  #ending: Ending | null = null;
  #refusal: Refusal | null = null;
  #merged: Merged | null = null;
  #isDemoted = false;
  #isRestarting = false;
  #isQuarantined = false;
  #isAway = false;
  #awayTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly config: Config,
    private readonly api: Api,
    private readonly live: LiveDocument,
  ) {
    this.#capabilities = config.capabilities;
    this.#documentTools = new DocumentTools(api, () => this.#may("write"));
    this.#panels = new SidePanels({ api, may: (capability) => this.#may(capability) });
    this.#together = new Together(live, this.#host);
    this.#tools = new WritingTools({ host: this.#host, mayComment: () => this.#may("comment") });
    this.#toolbar = new Toolbar(
      required("#toolbar", HTMLElement),
      required("#table-tools", HTMLElement),
      this.#tools.toolbarActions(() => this.#panels.compose()),
    );
    this.#title = new TitleField(required("#title", HTMLElement), {
      echo: required("#bar-title", HTMLElement),
      editable: this.#may("rename"),
      failed: (error) => toast(sentenceOf(error)),
      leave: () => this.#editor && writeAtStart(this.#editor),
      save: (title) => api.rename(title),
      title: config.document.title,
    });
    this.#sharing = new Sharing({
      api,
      config,
      mayShare: () => this.#may("share"),
      renamed: (name) => live.rename(name),
      title: () => this.#title.saved,
    });
  }

  /** Everything hears everything from here on; then the document is opened. */
  start(): void {
    prepareVoice();
    bindThemeButton(required("#theme", HTMLButtonElement));
    bindMoreMenu(this.#documentTools.choices);
    this.#bindDocument();
    this.#bindPage();
    this.#showRights();
    this.#title.nameIfUntitled();
    void this.live.open();
  }

  #may(capability: Capability): boolean {
    return this.#capabilities.has(capability);
  }

  get #canType(): boolean {
    return this.#isWritable && this.#may("write");
  }

  #bindDocument(): void {
    const { live } = this;
    live.on("ready", (rename) => this.#mount(rename));
    live.on("status", () => this.#showStatus());
    live.on("announced", announce);
    live.on("notice", (notice) => this.#noticed(notice));
    live.on("writable", (writable) => {
      // An editor that cannot be written in has no focus: remember where it was.
      if (!writable && this.#editor !== null) this.#place ??= caretPlace(this.#editor);
      this.#isWritable = writable;
      this.#setEditable(this.#canType);
    });
    live.on("refused", (refusal) => {
      this.#refusal = refusal;
      this.#showStatus();
    });
    live.on("merged", (merged) => this.#showMerged(merged));
    live.on("ended", (ending) => this.#ended(ending));
  }

  #bindPage(): void {
    addEventListener("online", () => this.live.networkChanged());
    addEventListener("offline", () => this.live.networkChanged());
    addEventListener("pagehide", () => this.live.flush());
    addEventListener("beforeunload", (event) => {
      if (this.live.wouldLose) event.preventDefault();
    });
    bindPageKeys({
      compose: () => this.#panels.compose(),
      editor: () => this.#editor,
      takers: [this.#tools, this.#documentTools],
      toolbar: this.#toolbar,
    });
    required("#page", HTMLElement).addEventListener("click", ({ target, currentTarget }) => {
      if (target === currentTarget && this.#editor?.isEditable) writeAtEnd(this.#editor);
    });
  }

  /** Local or server state is in, or another replica took over: the editor is made anew. */
  #mount(rename: Rebased["rename"]): void {
    const selection = this.#place === null ? null : renamedCaret(this.#place, rename);
    this.#place = null;
    this.#editor?.destroy();
    this.#host.replaceChildren();
    this.#editor = mountEditor({
      awareness: this.live.awareness,
      comments: {
        changed: (here) => this.#panels.textChanged(here),
        clicked: (thread) => this.#panels.clicked(thread),
      },
      editable: this.#canType,
      element: this.#host,
      fragment: this.live.fragment,
      pictures: {
        adopt: (name) => this.api.adoptPicture(name),
        failed: (error) => toast(sentenceOf(error)),
        say: toast,
        upload: (file) => this.api.uploadPicture(file),
      },
      selection,
    });
    this.#toolbar.attach(this.#editor);
    this.#tools.attach(this.#editor);
    this.#documentTools.attach(this.#editor);
    this.#together.attach(this.#editor);
    bindReadingKeys(this.#editor);
    this.#panels.attach(this.#editor);
    document.body.dataset["ready"] = "true";
    required("#skeleton", HTMLElement).hidden = true;
  }

  #ended(ending: Ending): void {
    this.#ending = ending;
    if (ending.remedy === "leave" || ending.remedy === "ask") this.#clear();
    this.#showStatus();
  }

  /** Without the right to read, the text does not stay on the screen either. */
  #clear(): void {
    this.#capabilities = new Set();
    this.#panels.close();
    this.#editor?.destroy();
    this.#editor = null;
    this.#host.replaceChildren();
    this.#showRights();
  }

  #showRights(): void {
    document.body.dataset["mode"] = this.#may("write") ? "write" : "read";
    required("#toolbar", HTMLElement).hidden = !this.#may("write");
    const readOnly = required("#read-only", HTMLElement);
    readOnly.hidden = this.#may("write");
    readOnly.textContent = this.#may("comment") ? gettext("Can comment") : gettext("View only");
    this.#title.setEditable(this.#may("rename"));
    this.#setEditable(this.#canType);
    this.#panels.rightsChanged();
    this.#sharing.rightsChanged(this.#may("read"));
    this.#showStatus();
  }

  #setEditable(editable: boolean): void {
    this.#editor?.setEditable(editable, false);
    if (this.#editor !== null) showReadable(this.#editor);
    this.#toolbar.refreshSoon();
  }

  #showStatus(): void {
    const { status, ledger } = this.live;
    this.#chip.show(status, ledger, this.#may("write"));
    this.#watchAbsence(ledger.connection === "connected");
    this.#isQuarantined &&= !ledger.answered;
    const message = connectionMessage({
      canWrite: this.#may("write"),
      ending: this.#ending,
      isAway: this.#isAway,
      isDemoted: this.#isDemoted,
      isQuarantined: this.#isQuarantined,
      isRestarting: this.#isRestarting,
      ledger,
      merged: this.#merged,
      refusal: this.#refusal,
    });
    const offered = message?.actions.filter((name) => name !== "compare" || this.#may("snapshot")) ?? [];
    const actions = offered.map((name) => this.#action(name));
    showBanner(this.#banner, message === null ? null : { ...message, actions });
  }

  #watchAbsence(isConnected: boolean): void {
    if (isConnected) {
      if (this.#awayTimer !== null) {
        clearTimeout(this.#awayTimer);
        // What was said meanwhile was not told.
        this.#panels.reload();
      }
      this.#awayTimer = null;
      this.#isAway = false;
      this.#isRestarting = false;
      return;
    }
    this.#awayTimer ??= setTimeout(() => {
      this.#isAway = true;
      this.#showStatus();
    }, AWAY_AFTER_MS);
  }

  #action(name: ActionName): BannerAction {
    const { list, login } = this.config.urls;
    const actions: Readonly<Record<ActionName, BannerAction>> = {
      // The page that says that nothing is here lets people ask.
      ask: this.config.user.isGuest
        ? { label: gettext("Sign in"), run: () => location.assign(login) }
        : { label: gettext("Ask for access"), run: () => location.reload() },
      compare: { label: gettext("See what changed"), run: () => void this.#compareMerged() },
      copy: { label: gettext("Copy the text"), run: () => this.#offerText() },
      discard: { label: gettext("Go on from the saved version"), run: () => void this.#discard() },
      dismiss: { label: gettext("Close"), run: () => this.#dismiss() },
      leave: { label: gettext("All documents"), run: () => location.assign(list) },
      reload: { label: gettext("Reload"), run: () => location.reload() },
      "sign-in": { label: gettext("Sign in"), run: () => location.assign(login) },
    };
    return actions[name];
  }

  #showMerged(merged: Merged | null): void {
    this.#merged = merged;
    this.#showStatus();
  }

  /** Shows what changed since this device was last together with the server. */
  async #compareMerged(): Promise<void> {
    const since = this.#merged?.since;
    if (since === undefined) return;
    this.#showMerged(null);
    await this.#panels.showChangesSince(new Date(since));
  }

  /** Of the two that can be put away, the one that is shown. */
  #dismiss(): void {
    if (this.#isDemoted) this.#isDemoted = false;
    else this.#merged = null;
    this.#showStatus();
  }

  #offerText(): void {
    const text = this.#refusal?.text ?? this.live.unsentText;
    showForCopying(gettext("Text that was not saved"), gettext("Copy it and put it where it belongs."), text);
  }

  async #discard(): Promise<void> {
    this.#refusal = null;
    this.#ending = null;
    await this.live.discardUnsent();
    await this.#roleChanged();
  }

  #noticed(notice: Notice): void {
    switch (notice.kind) {
      case "renamed":
        this.#title.renamed(String(notice["title"] ?? ""));
        break;
      case "restored":
        toast(restoredMessage(String(notice["label"] ?? "")));
        break;
      case "quarantined":
      case "restarting":
        this.#isQuarantined = notice.kind === "quarantined";
        this.#isRestarting = !this.#isQuarantined;
        this.#showStatus();
        break;
      case "comment":
        this.#panels.noticed(notice["thread"]);
        break;
      case "role":
        void this.#roleChanged();
        break;
    }
  }

  /** Nothing is typed until it is clear what the new role includes: it would only be refused. */
  async #roleChanged(): Promise<void> {
    const could = this.#may("write");
    this.#setEditable(false);
    try {
      this.#capabilities = capabilitySet(await this.api.capabilities());
    } catch (error) {
      toast(sentenceOf(error));
    }
    this.#isDemoted = could && this.#may("read") && !this.#may("write");
    this.#showRights();
    if (!could && this.#may("write")) toast(gettext("You can edit this document now."));
  }
}
