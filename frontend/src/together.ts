/**
 * The others on the page: who is here and who only has the tab open, where they are, and going along with one of them.
 */

import { watchAttention } from "./attention";
import { showNames } from "./carets";
import type { Editor } from "./editor";
import { boxAt, LastPlaces } from "./editor/places";
import { gettext } from "./i18n";
import type { LiveDocument } from "./liveDocument";
import { type Person, shownName } from "./presence";
import { showPeople, watchRoom } from "./ui/avatars";
import { required } from "./ui/element";
import type { Box } from "./ui/floating";
import { Follower } from "./ui/follower";
import { toast } from "./ui/toasts";

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class Together {
  readonly #avatars = required("#avatars", HTMLElement);
  readonly #follower: Follower;
  #editor: Editor | null = null;
  #places: LastPlaces | null = null;
  #frame: number | null = null;

  constructor(
    private readonly live: LiveDocument,
    host: HTMLElement,
  ) {
    this.#follower = new Follower({
      changed: () => this.#show(),
      find: (person) => this.#find(person),
      head: required(".head", HTMLElement),
      host,
    });
    live.on("people", (people) => {
      this.#follower.update(people);
      this.#show();
    });
    watchRoom(() => this.#show());
    watchAttention((isIdle) => live.setIdle(isIdle));
  }

  /** Places are those of `editor` from now on. */
  attach(editor: Editor): void {
    this.#editor = editor;
    const places = new LastPlaces(this.live.awareness);
    this.#places = places;
    const heard = ({ added, updated, removed }: AwarenessChange) => {
      places.note([...added, ...updated]);
      places.forget(removed);
      this.#movedSoon();
    };
    this.live.awareness.on("change", heard);
    editor.on("destroy", () => this.live.awareness.off("change", heard));
  }

  #show(): void {
    showPeople(this.#avatars, this.live.people, {
      choose: (person) => this.#goTo(person),
      chosen: this.#follower.key,
    });
  }

  #goTo(person: Person): void {
    if (this.#find(person) === null) toast(gettext("%(name)s is only reading.", { name: shownName(person) }));
    this.#follower.toggle(person);
    if (this.#editor !== null && this.#follower.key === person.key) showNames(this.#editor, person.clients);
  }

  #find({ clients }: Person): Box | null {
    const editor = this.#editor;
    if (editor === null || editor.isDestroyed) return null;
    const position = this.#places?.find(editor, clients) ?? null;
    return position === null ? null : boxAt(editor, position);
  }

  /** With the next picture: the editor has taken in what came until then. */
  #movedSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#follower.moved();
    });
  }
}
