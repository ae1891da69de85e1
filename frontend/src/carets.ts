/**
 * Other people's carets and selections.
 *
 * Invariant: a name enters the page as text and a colour only after a check; both come from other browsers.
 */

import { type Editor, Extension } from "@tiptap/core";
import { yCursorPlugin, yCursorPluginKey } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import { inkOn, safeColor, safeName, shownName } from "./presence";

/** After this long at one place a name goes, and caret and selection step back. */
const FRESH_MS = 3_500;

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

interface Shown {
  readonly name?: unknown;
  readonly color?: unknown;
  readonly guest?: unknown;
}

/** A caret with its name, as an element. */
export function caretElement(user: Shown): HTMLElement {
  const name = document.createElement("span");
  name.className = "caret-name";
  const caret = document.createElement("span");
  caret.className = "caret";
  caret.dataset["testid"] = "caret";
  // Word joiners keep the line from breaking at the caret.
  caret.append("\u2060", name, "\u2060");
  dress(caret, user);
  return caret;
}

/** Gives a caret the name and the colour of its person, who may change both. */
function dress(caret: HTMLElement, user: Shown): void {
  const [name, color] = [caret.querySelector(".caret-name"), safeColor(user.color)];
  if (name !== null) name.textContent = shownName({ isGuest: user.guest === true, name: safeName(user.name) });
  caret.style.setProperty("--caret", color);
  caret.style.setProperty("--caret-ink", inkOn(color));
}

/** Knows whose carets just moved. */
class FreshCarets {
  readonly #elements = new Map<number, HTMLElement>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #places = new Map<number, string>();
  /** Called when somebody's caret has been at one place for a while. */
  rested: () => void = () => undefined;

  caret(user: object, client: number): HTMLElement {
    const element = caretElement(user);
    element.classList.toggle("is-fresh", this.#isFresh(client));
    this.#elements.set(client, element);
    return element;
  }

  /** How somebody's selection is painted. */
  selection(user: { color?: unknown }, client: number): { class: string; style: string } {
    const rest = this.#isFresh(client) ? "" : " is-resting";
    return { class: `selected-by-other${rest}`, style: `--caret: ${safeColor(user.color)}` };
  }

  /** Somebody moved: everything else that the table says of them may have changed, too, and shows no name. */
  changed({ added, updated }: AwarenessChange, states: Awareness["states"]): void {
    for (const client of [...added, ...updated]) {
      this.#dressAnew(client, states.get(client)?.["user"]);
      const place = JSON.stringify(states.get(client)?.["cursor"] ?? null);
      if (this.#places.get(client) === place) continue;
      this.#places.set(client, place);
      this.freshen(client);
    }
  }

  /** The editor keeps a caret's element as long as the caret is there. */
  #dressAnew(client: number, user: Shown | undefined): void {
    const element = this.#elements.get(client);
    if (element !== undefined && user !== undefined) dress(element, user);
  }

  /** Shows the name, now and for a while. */
  freshen(client: number): void {
    clearTimeout(this.#timers.get(client));
    this.#elements.get(client)?.classList.add("is-fresh");
    this.#timers.set(
      client,
      setTimeout(() => this.#rest(client), FRESH_MS),
    );
  }

  forget(clients: readonly number[]): void {
    for (const client of clients) {
      clearTimeout(this.#timers.get(client));
      for (const table of [this.#timers, this.#elements, this.#places]) table.delete(client);
    }
  }

  #isFresh(client: number): boolean {
    return this.#timers.has(client);
  }

  #rest(client: number): void {
    this.#timers.delete(client);
    this.#elements.get(client)?.classList.remove("is-fresh");
    this.rested();
  }
}

/** The extension that sends our caret and shows everybody else's. */
export function carets(awareness: Awareness): Extension<unknown, CaretStorage> {
  return Extension.create<unknown, CaretStorage>({
    name: "carets",
    addProseMirrorPlugins() {
      const { fresh } = this.storage;
      const plugin = yCursorPlugin(awareness, {
        awarenessStateFilter: (own: number, client: number, state: { user?: unknown } | null) =>
          client !== own && typeof state?.user === "object" && state.user !== null,
        cursorBuilder: (user: object, client: number) => fresh.caret(user, client),
        selectionBuilder: (user: object, client: number) => fresh.selection(user, client),
      });
      return [plugin];
    },
    addStorage() {
      const fresh = new FreshCarets();
      const heard = (change: AwarenessChange) => {
        fresh.changed(change, awareness.states);
        fresh.forget(change.removed);
      };
      return { fresh, heard };
    },
    onCreate() {
      const { editor, storage } = this;
      // The decorations are made anew, so that selections of people who rest are painted so.
      storage.fresh.rested = () => {
        const { tr } = editor.state;
        editor.view.dispatch(tr.setMeta(yCursorPluginKey, { awarenessUpdated: true }));
      };
      awareness.on("change", storage.heard);
    },
    onDestroy() {
      awareness.off("change", this.storage.heard);
      this.storage.fresh.forget([...awareness.states.keys()]);
    },
  });
}

interface CaretStorage {
  readonly fresh: FreshCarets;
  readonly heard: (change: AwarenessChange) => void;
}

declare module "@tiptap/core" {
  interface Storage {
    carets: CaretStorage;
  }
}

/** Shows the names of these clients beside their carets, as if they had just moved. */
export function showNames(editor: Editor, clients: readonly number[]): void {
  for (const client of clients) editor.storage.carets.fresh.freshen(client);
}
