/** The shortcuts of pages with lists. Loaded when they are asked for. */

import { gettext } from "./i18n";
import { everywhere, openShortcuts, type SingleKeys } from "./ui/shortcutsDialog";

/** Shows them in a dialog. */
export function showShortcuts(singleKeys: SingleKeys): void {
  openShortcuts(
    [
      everywhere(),
      {
        shortcuts: [
          [gettext("Search titles and texts"), "/"],
          [gettext("From document to document"), "↑", "↓"],
          [gettext("Open the document"), "Enter"],
          [gettext("Rename the document"), "F2"],
        ],
        title: gettext("List of documents"),
      },
    ],
    singleKeys,
  );
}
