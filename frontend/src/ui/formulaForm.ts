/**
 * The form for a formula: TeX on top, and below it how that looks.
 */

import { onText } from "../commands";
import type { Editor } from "../editor";
import { gettext } from "../i18n";
import { quietPart } from "../lazy";
import { dialogActions, openDialog } from "./dialogs";
import { element } from "./element";

export interface Formula {
  readonly latex: string;
  readonly isBlock: boolean;
}

/** Asks for a formula and puts it in the place of the selection; the present one is what `formula` says. */
export function askForFormula(editor: Editor, { latex, isBlock }: Formula): void {
  const source = element("textarea", {
    autocapitalize: "off",
    autocomplete: "off",
    class: "input formula-source",
    name: "latex",
    placeholder: "\\frac{a}{b}",
    rows: isBlock ? 4 : 2,
    spellcheck: "false",
  });
  source.value = latex;
  const preview = element("div", { class: "formula-preview" });
  const error = element("p", { class: "errors", role: "status" });
  const label = element("span", { class: "label" }, gettext("Formula in TeX"));
  const confirm = latex === "" ? gettext("Add the formula") : gettext("Change the formula");
  const form = element(
    "form",
    { class: "dialog-body", method: "dialog" },
    element("label", { class: "field" }, label, source),
    preview,
    error,
    dialogActions(confirm),
  );
  const dialog = openDialog(gettext("Formula"), form);
  source.addEventListener("input", () => void show(source, preview, error, isBlock));
  source.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !isBlock)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    put(editor, { isBlock, latex: source.value.trim() });
  });
  source.focus();
  void show(source, preview, error, isBlock);
}

async function show(
  source: HTMLTextAreaElement,
  preview: HTMLElement,
  error: HTMLElement,
  isBlock: boolean,
): Promise<void> {
  const latex = source.value.trim();
  const loaded = await quietPart(() => import("../maths"));
  if (loaded !== null) error.textContent = loaded.showFormula(preview, latex, isBlock) ?? "";
  else {
    preview.textContent = latex;
    error.textContent = gettext("The preview could not be loaded. The formula can be added all the same.");
  }
}

/** An empty formula is none. */
function put(editor: Editor, { latex, isBlock }: Formula): void {
  if (latex !== "") onText(editor).insertFormula({ isBlock, latex }).run();
  else editor.view.focus();
}
