/**
 * Who has the documents of the list open now, asked for every few seconds for the rows that are shown.
 */

const ASK_EVERY_MS = 4_000;

/** Keeps the avatars of the rows in `list()` up to date while `isWanted()`. */
export function keepUpPresence(list: () => HTMLElement, isWanted: () => boolean): void {
  setInterval(() => {
    if (isWanted()) void refresh(list());
  }, ASK_EVERY_MS);
}

async function refresh(list: HTMLElement): Promise<void> {
  const rows = [...list.querySelectorAll<HTMLElement>(".document")];
  const ids = rows.map((row) => row.dataset["id"] ?? "");
  if (ids.length === 0) return;
  try {
    const query = new URLSearchParams(ids.map((id) => ["id", id]));
    const response = await fetch(`${list.dataset["present"] ?? ""}?${query}`, { credentials: "same-origin" });
    if (!response.ok || response.redirected) return;
    const here = (await response.json()) as Readonly<Record<string, string>>;
    for (const row of rows) show(row, here[row.dataset["id"] ?? ""] ?? "");
  } catch (error) {
    // Without the server nobody can be seen; the next round asks again.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** The server made the avatars, as it makes the rows. */
function show(row: HTMLElement, html: string): void {
  const holder = row.querySelector(".document-here");
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  if (holder === null || names(holder) === names(fresh)) return;
  holder.replaceChildren(...fresh.childNodes);
}

function names(element: Element): string {
  return element.textContent?.replace(/\s+/g, " ").trim() ?? "";
}
