/** What the editor's menu offers to take a document elsewhere: as a file, or on paper. */

import { gettext } from "./i18n";
import { part } from "./lazy";
import type { MenuItem } from "./ui/menuButton";

export const EXPORT_CHOICES: readonly MenuItem[] = [
  { icon: "download", name: "export", run: () => void openExport(), title: gettext("Export…") },
  { icon: "print", keys: "Mod+P", name: "print", run: () => print(), title: gettext("Print or save as PDF") },
];

async function openExport(): Promise<void> {
  const loaded = await part(
    () => import("./ui/exportDialog"),
    () => void openExport(),
  );
  await loaded?.askForExport(new URL("export/", location.href).pathname);
}
