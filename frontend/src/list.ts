/**
 * The list of documents, livelier than without JavaScript: it searches while one types, renames in place and keeps
 * up with who is where.
 *
 * Invariant: rows are made by the server alone. This script asks for the same pages that links and forms lead to and
 * puts their list in the place of the present one.
 */

import { gettext } from "./i18n";
import { bindImport } from "./importing";
import { keptFocus } from "./listFocus";
import { keepUpPresence } from "./listPresence";
import { shareFromList } from "./listSharing";
import { keepInView } from "./shelf";
import { isSingleKey } from "./singleKeys";
import { bindTopBar } from "./topBar";
import { required } from "./ui/element";
import { escapeMenus } from "./ui/menus";
import { toast } from "./ui/toasts";

const SEARCH_AFTER_MS = 180;
const REFRESH_MS = 30_000;
/** A list that comes sooner than this is shown without a sign that it was waited for. */
const BUSY_AFTER_MS = 250;

const list = () => required("#documents", HTMLElement);
const search = required("#search-text", HTMLInputElement);

let request: AbortController | null = null;
let searchTimer: ReturnType<typeof setTimeout> | undefined;

/** Fetches a page and shows its list. False when another request took over or the server could not be reached. */
async function show(address: string, init: RequestInit = {}, isAskedFor = true): Promise<boolean> {
  request?.abort();
  const here = new AbortController();
  request = here;
  const busy = setTimeout(() => list().setAttribute("aria-busy", "true"), BUSY_AFTER_MS);
  try {
    const response = await fetch(address, { credentials: "same-origin", ...init, signal: here.signal });
    const isList = showPage(await response.text());
    // Signed out, or an error page: let the browser show it.
    if (!isList) location.assign(address);
    return isList;
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    if (isAskedFor && error instanceof TypeError)
      toast(gettext("The server cannot be reached. Check your connection and try again."));
    return false;
  } finally {
    clearTimeout(busy);
    if (request === here) list().removeAttribute("aria-busy");
  }
}

/** Puts the list of a page in the place of the present one; false if the page has none. */
function showPage(text: string): boolean {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("#documents");
  if (fresh === null) return false;
  const refocus = keptFocus(list);
  list().replaceChildren(...fresh.childNodes);
  replacePlaces(page);
  replaceBell(page);
  const field = list().querySelector<HTMLInputElement>(".rename input[name=title]");
  if (field) field.select();
  else refocus();
  return true;
}

function replaceBell(page: Document): void {
  const bell = page.querySelector("#inbox-bell");
  if (bell !== null) document.querySelector("#inbox-bell")?.replaceWith(bell);
}

/** Which place is shown, and what a search there keeps. */
function replacePlaces(page: Document): void {
  for (const selector of ["#places", "title"]) {
    const [present, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (present && fresh) present.replaceChildren(...fresh.childNodes);
  }
}

async function go(address: string): Promise<void> {
  if (await show(address)) history.pushState(null, "", address);
}

function searchSoon(): void {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => void searchNow(), SEARCH_AFTER_MS);
}

async function searchNow(): Promise<void> {
  const address = new URL(location.href);
  if (search.value.trim() === "") address.searchParams.delete("search");
  else address.searchParams.set("search", search.value.trim());
  address.searchParams.delete("page");
  if (await show(address.href)) history.replaceState(null, "", address);
}

/** Something is being done in the list that a refresh would disturb. */
function isBusy(): boolean {
  return document.hidden || list().querySelector(".rename, details[open]") !== null;
}

function clicked(event: MouseEvent): void {
  const clickedOn = event.target;
  if (!(clickedOn instanceof Element)) return;
  const link = clickedOn.closest<HTMLAnchorElement>(
    "a[data-rename], a[data-cancel], a[data-share], .column, .paging a, .place",
  );
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches("[data-rename], [data-cancel]")) void show(link.href);
  else if (link.matches("[data-share]")) openSharing(link);
  else {
    // A place is shown whole: what was searched for elsewhere is over.
    if (link.matches(".place")) search.value = "";
    void go(link.href);
  }
}

/** What has the focus while the menu closes gets it back from the dialog: something that is still shown. */
function openSharing(link: HTMLAnchorElement): void {
  escapeMenus();
  void shareFromList(link, () => void show(location.href));
}

/** Forms of the list stay on the page; the others (sign out, create) leave it. */
function submitted(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.hasAttribute("data-leave")) return;
  event.preventDefault();
  void show(form.action, { body: new FormData(form, event.submitter), method: "POST" });
}

function pressed(event: KeyboardEvent): void {
  if (event.key === "Escape") cancel();
  else if (event.key === "/" && isSingleKey(event)) {
    event.preventDefault();
    search.select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") moved(event);
  else if (event.key === "F2") renameFocused(event);
}

function cancel(): void {
  list().querySelector<HTMLAnchorElement>("[data-cancel]")?.click();
}

/** The arrow keys go from the search through the rows. */
function moved(event: KeyboardEvent): void {
  const titles = [...list().querySelectorAll<HTMLElement>("a.document-title")];
  const index = titles.indexOf(document.activeElement as HTMLElement);
  if (index < 0 && document.activeElement !== search) return;
  event.preventDefault();
  const next = index + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? search : titles[next])?.focus();
}

function renameFocused(event: KeyboardEvent): void {
  const row = document.activeElement?.closest(".document");
  const link = row?.querySelector<HTMLAnchorElement>("[data-rename]");
  if (!link) return;
  event.preventDefault();
  void show(link.href);
}

bindImport(showPage);
bindTopBar();
keepUpPresence(list, () => !document.hidden);
keepInView(required("#places", HTMLElement));
addEventListener("click", clicked);
addEventListener("submit", submitted);
addEventListener("keydown", pressed);
addEventListener("popstate", () => void show(location.href));
search.addEventListener("input", searchSoon);
required("#search", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(searchTimer);
  void searchNow();
});
setInterval(() => {
  if (!isBusy()) void show(location.href, {}, false);
}, REFRESH_MS);
