/**
 * The inbox, livelier than without JavaScript: it keeps up with what comes while it is open.
 */

import { bindTopBar } from "./topBar";
import { required } from "./ui/element";

const REFRESH_MS = 20_000;

/** Asks for the page again and takes over what is in it. */
async function refresh(): Promise<void> {
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of ["#inbox", "#inbox-bell"]) {
      const fresh = page.querySelector(part);
      // Signed out, or an error page: let the browser show it.
      if (fresh === null) location.reload();
      else document.querySelector(part)?.replaceChildren(...fresh.childNodes);
    }
  } catch (error) {
    // Without a network the page stays as it is.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Whoever goes through the list with the keyboard is not to be thrown out of it. */
function isBusy(): boolean {
  return document.hidden || required("#inbox", HTMLElement).contains(document.activeElement);
}

bindTopBar();
setInterval(() => {
  if (!isBusy()) void refresh();
}, REFRESH_MS);
