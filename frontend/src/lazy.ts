/**
 * Parts of a page that come when they are first wanted. One that does not come is not silent: the page says so, and
 * what was wanted can be tried again.
 *
 * A part cannot come without a connection, or when the server has a newer build than the page, whose parts have other
 * names. The first is worth a second attempt; after two the page itself is to be loaded anew.
 */

import { gettext } from "./i18n";
import { toast } from "./ui/toasts";

/** How often a part did not come, by its address. */
const missed = new Map<string, number>();
const ADDRESS = /https?:\S+/;

/** What waits for the answer to the question on the page. */
const waiting = new Set<() => void>();
let failures = 0;

/**
 * The part, which `load` imports and nothing else, or null when it could not be loaded; then `again` is offered, or to
 * reload the page.
 */
export async function part<Module>(load: () => Promise<Module>, again: () => void): Promise<Module | null> {
  const module = await quietPart(load);
  if (module === null) offer(again);
  else failures = 0;
  return module;
}

/** The part, or null when it could not be loaded: for those who say so in their own place. */
export async function quietPart<Module>(load: () => Promise<Module>): Promise<Module | null> {
  try {
    return await load();
  } catch (error) {
    // Browsers' word for a script that did not come.
    if (!(error instanceof TypeError)) throw error;
    const address = ADDRESS.exec(error.message)?.[0];
    return address === undefined || address.includes("?") ? null : retried(address);
  }
}

/** Browsers keep in mind that a script did not come: the next time it has to be asked for under another address. */
async function retried<Module>(address: string): Promise<Module | null> {
  const times = missed.get(address) ?? 0;
  const module = times === 0 ? null : await quietPart<Module>(() => import(`${address}?${times}`));
  if (module === null) missed.set(address, times + 1);
  return module;
}

/**
 * Has a part that a shortcut opens come as soon as the page has nothing else to do: keys that are pressed while it is on
 * its way would go into the text. One that does not come now is asked for again when it is wanted.
 */
export function fetchAhead(load: () => Promise<unknown>): void {
  // Not every Safari has the first.
  const whenIdle: (run: () => void) => void = globalThis.requestIdleCallback ?? setTimeout;
  whenIdle(() => void quietPart(load));
}

/** Several parts may fail at once: that is one question. */
function offer(again: () => void): void {
  waiting.add(again);
  if (waiting.size > 1) return;
  failures += 1;
  const sentence = gettext("A part of the page could not be loaded. What you wrote is not affected.");
  toast(sentence, {
    closed: () => waiting.clear(),
    ...(failures < 2
      ? { label: gettext("Try again"), run: tryAgain }
      : { label: gettext("Reload the page"), run: () => location.reload() }),
  });
}

function tryAgain(): void {
  const all = [...waiting];
  waiting.clear();
  for (const again of all) again();
}
