/**
 * The list of documents, livelier than without JavaScript: it searches while one types, renames in place and keeps
 * up with who is where.
 *
 * Invariant: rows are made by the server alone. This script asks for the same pages that links and forms lead to and
 * puts their list in the place of the present one.
 */

import { required } from "./ui/element";
import { bindThemeButton } from "./ui/theme";

const SEARCH_AFTER_MS = 180;
const REFRESH_MS = 10_000;

const list = () => required("#documents", HTMLElement);
const search = required("#search-text", HTMLInputElement);

let request: AbortController | null = null;
let searchTimer: ReturnType<typeof setTimeout> | undefined;

/** Fetches a page and shows its list. False when another request took over or the server could not be reached. */
async function show(address: string, init: RequestInit = {}): Promise<boolean> {
  request?.abort();
  const here = new AbortController();
  request = here;
  try {
    const response = await fetch(address, { credentials: "same-origin", ...init, signal: here.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("#documents");
    // Signed out, or an error page: let the browser show it.
    if (fresh === null) location.assign(address);
    else replaceList(fresh);
    return fresh !== null;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}

function replaceList(fresh: Element): void {
  const focused = document.activeElement?.closest<HTMLElement>(".document")?.dataset["id"];
  const isSearching = document.activeElement === search;
  list().replaceChildren(...fresh.childNodes);
  const field = list().querySelector<HTMLInputElement>(".rename input[name=title]");
  if (field) field.select();
  else if (!isSearching && focused) titleOf(focused)?.focus({ preventScroll: true });
}

function titleOf(id: string): HTMLElement | null {
  return list().querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .document-title`);
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
  closeMenus(clickedOn.closest("details"));
  const link = clickedOn.closest<HTMLAnchorElement>("a[data-rename], a[data-cancel], .column, .paging a");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches("[data-rename], [data-cancel]")) void show(link.href);
  else void go(link.href);
}

function closeMenus(except: Element | null): void {
  for (const menu of document.querySelectorAll("details[open]")) {
    if (menu !== except) menu.removeAttribute("open");
  }
}

/** Forms of the list stay on the page; the others (sign out, create) leave it. */
function submitted(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.hasAttribute("data-leave")) return;
  event.preventDefault();
  void show(form.action, { body: new FormData(form), method: "POST" });
}

function pressed(event: KeyboardEvent): void {
  if (event.key === "Escape") escaped();
  else if (event.key === "/" && !isTyping(event.target)) {
    event.preventDefault();
    search.select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") moved(event);
  else if (event.key === "F2") renameFocused(event);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select");
}

function escaped(): void {
  // The focus must not stay on something that is hidden now.
  document.activeElement?.closest("details[open]")?.querySelector("summary")?.focus();
  closeMenus(null);
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

bindThemeButton(required("#theme", HTMLButtonElement));
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
  if (!isBusy()) void show(location.href);
}, REFRESH_MS);
