/**
 * Forms that ask for more before something is put into the text. They come when the first one is asked for.
 */

import type { Editor } from "../editor";
import { part } from "../lazy";
import type { Formula } from "./formulaForm";

/** Asks for a formula, and puts it in the place of the selection. */
export async function askForFormula(editor: Editor, formula: Formula): Promise<void> {
  const loaded = await part(
    () => import("./formulaForm"),
    () => void askForFormula(editor, formula),
  );
  loaded?.askForFormula(editor, formula);
}

/** Asks for an image, or for what shall be other about the selected one. */
export async function askForImage(editor: Editor): Promise<void> {
  const loaded = await part(
    () => import("./imageForm"),
    () => void askForImage(editor),
  );
  loaded?.askForImage(editor);
}
