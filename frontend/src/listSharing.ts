/**
 * Sharing from the list of documents: the dialog of the editor, opened beside the row.
 */

import { Api } from "./api";
import { gettext } from "./i18n";
import { part } from "./lazy";
import { required } from "./ui/element";
import { toast } from "./ui/toasts";

/** Opens the share dialog of the document that `link` leads to; `changed` is called when the list is to be read again. */
export async function shareFromList(link: HTMLAnchorElement, changed: () => void): Promise<void> {
  const loaded = await part(
    () => import("./share/shareDialog"),
    () => void shareFromList(link, changed),
  );
  const title = link.closest(".document")?.querySelector(".document-title")?.textContent ?? "";
  loaded?.openShareDialog({
    api: apiOf(link.dataset["share"] ?? ""),
    left: () => {
      toast(gettext("You left “%(title)s”.", { title }));
      changed();
    },
    title,
    waiting: () => undefined,
  });
}

function apiOf(documentId: string): Api {
  const base = (document.body.dataset["documents"] ?? "").replace(/documents\/$/, "");
  const csrfToken = required("[name=csrfmiddlewaretoken]", HTMLInputElement).value;
  return new Api({ base, csrfToken, documentId });
}
