/**
 * Files become documents: chosen with the button of the list, or dropped anywhere on the page.
 *
 * Invariant: the server makes the documents and the answer; without this script the button leads to a form that does
 * the same.
 */

import { gettext, ngettext } from "./i18n";
import { element, required } from "./ui/element";
import { toast } from "./ui/toasts";

const KINDS = ".md,.markdown,.html,.htm,.docx,.txt,.zip";
/** Of one file, as the server allows. */
const MAX_BYTES = 25 * 1024 * 1024;

/** Shows the page that the server answered with; false if that is no list. */
type Show = (page: string) => boolean;

export function bindImport(show: Show): void {
  const curtain = element("div", { "aria-hidden": "true", class: "drop-curtain", hidden: true });
  curtain.append(element("p", {}, gettext("Drop files to import them")));
  document.body.append(curtain);
  addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("[data-import]") === null) return;
    event.preventDefault();
    choose((files) => void importFiles(files, show));
  });
  bindDrop(curtain, (files) => void importFiles(files, show));
}

function choose(chosen: (files: readonly File[]) => void): void {
  const field = element("input", { accept: KINDS, multiple: true, type: "file" });
  field.addEventListener("change", () => chosen([...(field.files ?? [])]));
  field.click();
}

/** Text and links that are dragged are nobody's file. */
function bindDrop(curtain: HTMLElement, dropped: (files: readonly File[]) => void): void {
  const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
  addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    curtain.hidden = false;
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) curtain.hidden = true;
  });
  addEventListener("drop", (event) => {
    curtain.hidden = true;
    if (!bringsFiles(event)) return;
    event.preventDefault();
    dropped([...(event.dataTransfer?.files ?? [])]);
  });
}

async function importFiles(files: readonly File[], show: Show): Promise<void> {
  const [small, large] = [files.filter(({ size }) => size <= MAX_BYTES), files.filter(({ size }) => size > MAX_BYTES)];
  for (const { name } of large) toast(gettext("“%(name)s” is larger than 25 MB.", { name }));
  if (small.length === 0) return;
  toast(ngettext("Importing %(count)s file…", "Importing %(count)s files…", small.length));
  // One request may hold as much as the largest file.
  for (const batch of batches(small)) {
    if (!(await send(batch, show))) return;
  }
}

function batches(files: readonly File[]): File[][] {
  const found: File[][] = [];
  let size = MAX_BYTES;
  for (const file of files) {
    size += file.size;
    if (size > MAX_BYTES) {
      found.push([]);
      size = file.size;
    }
    found.at(-1)?.push(file);
  }
  return found;
}

/** False when there is no use in going on. */
async function send(files: readonly File[], show: Show): Promise<boolean> {
  const list = required("#documents", HTMLElement);
  const address = required("[data-import]", HTMLAnchorElement).href;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", required("input[name=csrfmiddlewaretoken]", HTMLInputElement).value);
  for (const file of files) form.append("file", file);
  list.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { body: form, credentials: "same-origin", method: "POST" });
    const isList = show(await response.text());
    if (isList) history.pushState(null, "", response.url);
    else location.assign(address);
    return isList;
  } catch (error) {
    // A file that changed on the disk since it was chosen ends so, too.
    if (!(error instanceof TypeError)) throw error;
    toast(gettext("The files could not be sent. Check your connection and try again."));
    return false;
  } finally {
    list.removeAttribute("aria-busy");
  }
}
