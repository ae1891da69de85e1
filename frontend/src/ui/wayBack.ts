/**
 * Where the keyboard was before something opened and took it, so that it can go back there.
 */

export class WayBack {
  #origin: HTMLElement | null = null;

  /** `fallbacks` are tried in their order when the place itself is gone, or was none. */
  constructor(private readonly fallbacks: () => readonly (HTMLElement | null)[]) {}

  /** The keyboard is where it shall come back to. */
  remember(): void {
    const { activeElement } = document;
    this.#origin = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
  }

  /** Back to where it was, if `left` had the keyboard or nothing has it by now: nobody is torn away from elsewhere. */
  goBack(...left: readonly HTMLElement[]): void {
    const { activeElement } = document;
    const isElsewhere = activeElement !== null && activeElement !== document.body;
    if (isElsewhere && !left.some((part) => part.contains(activeElement))) return;
    [this.#origin, ...this.fallbacks()].find(takesFocus)?.focus();
  }
}

function takesFocus(place: HTMLElement | null): boolean {
  return place?.isConnected === true && place.checkVisibility() && !place.matches(":disabled");
}
