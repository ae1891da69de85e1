/**
 * Other people's carets and selections.
 *
 * Invariant: a name enters the page as text and a colour only after a check; both come from other browsers.
 */

import { Extension } from "@tiptap/core";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import { inkOn, safeColor, safeName } from "./presence";

/** The name beside a caret is shown for this long after it moved, then fades. */
const NAME_SHOWN_MS = 2_500;

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
}

interface Shown {
  readonly name?: unknown;
  readonly color?: unknown;
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
  if (name !== null) name.textContent = safeName(user.name);
  caret.style.setProperty("--caret", color);
  caret.style.setProperty("--caret-ink", inkOn(color));
}

/** How somebody's selection is painted. */
function selectionAttributes(user: { color?: unknown }): { class: string; style: string } {
  return { class: "selected-by-other", style: `--caret: ${safeColor(user.color)}` };
}

/** Shows names of carets that just moved. */
class FreshNames {
  readonly #elements = new Map<number, HTMLElement>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  build(user: object, client: number): HTMLElement {
    const element = caretElement(user);
    element.classList.toggle("is-fresh", this.#timers.has(client));
    this.#elements.set(client, element);
    return element;
  }

  touch({ added, updated }: AwarenessChange): void {
    for (const client of [...added, ...updated]) this.#show(client);
  }

  /** The editor keeps a caret's element as long as the caret is there. */
  refresh(states: ReadonlyMap<number, { user?: Shown }>, { updated }: AwarenessChange): void {
    for (const client of updated) {
      const [element, user] = [this.#elements.get(client), states.get(client)?.user];
      if (element !== undefined && user !== undefined) dress(element, user);
    }
  }

  #show(client: number): void {
    clearTimeout(this.#timers.get(client));
    this.#elements.get(client)?.classList.add("is-fresh");
    const hide = () => {
      this.#timers.delete(client);
      this.#elements.get(client)?.classList.remove("is-fresh");
    };
    this.#timers.set(client, setTimeout(hide, NAME_SHOWN_MS));
  }
}

/** The extension that sends our caret and shows everybody else's. */
export function carets(awareness: Awareness): Extension {
  const names = new FreshNames();
  const touch = (change: AwarenessChange) => {
    names.refresh(awareness.getStates(), change);
    names.touch(change);
  };
  return Extension.create({
    name: "carets",
    addProseMirrorPlugins() {
      const plugin = yCursorPlugin(awareness, {
        awarenessStateFilter: (own: number, client: number, state: { user?: unknown } | null) =>
          client !== own && typeof state?.user === "object" && state.user !== null,
        cursorBuilder: (user: object, client: number) => names.build(user, client),
        selectionBuilder: selectionAttributes,
      });
      return [plugin];
    },
    onCreate() {
      awareness.on("change", touch);
    },
    onDestroy() {
      awareness.off("change", touch);
    },
  });
}
