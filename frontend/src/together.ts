/**
 * The others on the page: who is here and who only has the tab open, where they are, and going along with one of them.
 */

import { watchAttention } from "./attention";
import { showNames } from "./carets";
import type { Editor } from "./editor";
import { boxAt, LastPlaces } from "./editor/places";
import { gettext } from "./i18n";
import { part } from "./lazy";
import type { LiveDocument } from "./liveDocument";
import { type Person, shownName } from "./presence";
import { showPeople, watchRoom } from "./ui/avatars";
import { required } from "./ui/element";
import type { Box } from "./ui/floating";
import type { Follower } from "./ui/follower";
import { toast } from "./ui/toasts";

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class Together {
  readonly #avatars = required("#avatars", HTMLElement);
  #follower: Follower | null = null;
  #editor: Editor | null = null;
  #places: LastPlaces | null = null;
  #frame: number | null = null;

  constructor(
    private readonly live: LiveDocument,
    private readonly host: HTMLElement,
  ) {
    live.on("people", (people) => {
      this.#follower?.update(people);
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
      choose: (person) => void this.#goTo(person),
      chosen: this.#follower?.key ?? null,
    });
  }

  async #goTo(person: Person): Promise<void> {
    const module = await part(
      () => import("./ui/follower"),
      () => void this.#goTo(person),
    );
    if (module === null) return;
    this.#follower ??= this.#newFollower(module);
    if (this.#find(person) === null) toast(gettext("%(name)s is only reading.", { name: shownName(person) }));
    this.#follower.toggle(person);
    if (this.#editor !== null && this.#follower.key === person.key) showNames(this.#editor, person.clients);
  }

  #newFollower({ Follower }: typeof import("./ui/follower")): Follower {
    return new Follower({
      changed: () => this.#show(),
      find: (person) => this.#find(person),
      head: required(".head", HTMLElement),
      host: this.host,
    });
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
      this.#follower?.moved();
    });
  }
}
