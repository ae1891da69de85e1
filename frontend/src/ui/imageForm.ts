/**
 * The form of an image: where it is, what it shows, how wide it is and where it stands.
 */

import { IMAGE_ALIGNMENTS, imageAlignment, pixels, words } from "../attributes";
import { insertImage } from "../commands";
import type { Editor } from "../editor";
import { addPictures, PICTURE_TYPES, takesPictures } from "../editor/uploads";
import { gettext } from "../i18n";
import { isSafeImage } from "../safeUrl";
import { dialogActions, openDialog } from "./dialogs";
import { element } from "./element";

const WIDTHS: ReadonlyMap<string, string> = new Map([
  ["", gettext("As wide as it is")],
  ["240", gettext("Small")],
  ["480", gettext("Medium")],
  ["720", gettext("Large")],
]);

const PLACES: Readonly<Record<(typeof IMAGE_ALIGNMENTS)[number], string>> = {
  center: gettext("In the middle"),
  left: gettext("On the left"),
  right: gettext("On the right"),
};

/** Asks for an image, or for what shall be other about the selected one. */
export function askForImage(editor: Editor): void {
  const held = editor.isActive("image") ? editor.getAttributes("image") : null;
  const address = addressField(held);
  const upload = held === null && takesPictures(editor) ? uploadField(address.input) : null;
  const description = input("alt", words(held?.["alt"]) ?? "", { placeholder: gettext("For those who cannot see it") });
  const width = choice("width", widthsWith(pixels(held?.["width"])), String(pixels(held?.["width"]) ?? ""));
  const place = choice(
    "align",
    IMAGE_ALIGNMENTS.map((name) => [name, PLACES[name]]),
    imageAlignment(held?.["align"]) ?? "left",
  );
  const form = element(
    "form",
    { class: "dialog-body", method: "dialog" },
    ...(upload === null ? [] : [upload.root]),
    address.root,
    labelled(gettext("Description"), description),
    element("div", { class: "fields" }, labelled(gettext("Width"), width), labelled(gettext("Place"), place)),
    dialogActions(held === null ? gettext("Add the image") : gettext("Change the image")),
  );
  const dialog = openDialog(gettext("Image"), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const src = address.input.value.trim();
    const file = upload?.file() ?? null;
    if (file === null && !isSafeImage(src)) return address.refuse();
    dialog.close();
    const align = place.value === "left" ? null : imageAlignment(place.value);
    const look = { align, alt: description.value.trim(), width: pixels(width.value) };
    if (file === null) insertImage(editor, { ...look, src });
    else addPictures(editor, [file], editor.state.selection.from, look);
  });
}

/** A file instead of an address: while one is chosen, no address is asked for. */
function uploadField(address: HTMLInputElement) {
  const field = element("input", { accept: PICTURE_TYPES, class: "visually-hidden", tabindex: -1, type: "file" });
  field.setAttribute("aria-hidden", "true");
  const choose = element("button", { class: "button", type: "button" }, gettext("Choose a file…"));
  const name = element("output", { class: "chosen-file" });
  choose.addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    const chosen = field.files?.[0];
    name.textContent = chosen?.name ?? "";
    address.required = chosen === undefined;
    address.disabled = chosen !== undefined;
  });
  return {
    file: () => field.files?.[0] ?? null,
    root: element("div", { class: "choose-file" }, choose, name, field),
  };
}

function addressField(held: Record<string, unknown> | null) {
  const field = input("src", words(held?.["src"]) ?? "", { placeholder: "https://", required: true });
  const error = element("p", { class: "errors", role: "alert" });
  const refuse = () => {
    error.textContent = gettext("Images need an address that begins with https:// or http://.");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  return { input: field, refuse, root: labelled(gettext("Address of the image"), field, error) };
}

function input(name: string, value: string, more: Readonly<Record<string, string | boolean>>): HTMLInputElement {
  const field = element("input", { class: "input", name, type: "text", ...more });
  field.value = value;
  return field;
}

/** A width that somebody else gave the image stays as it is. */
function widthsWith(width: number | null): [string, string][] {
  const own = width === null || WIDTHS.has(String(width)) ? [] : [[String(width), `${width} px`] as [string, string]];
  return [...WIDTHS, ...own];
}

function choice(name: string, options: readonly (readonly [string, string])[], value: string): HTMLSelectElement {
  const list = element(
    "select",
    { class: "input", name },
    ...options.map(([option, label]) => element("option", { value: option }, label)),
  );
  list.value = value;
  return list;
}

function labelled(label: string, ...fields: readonly HTMLElement[]): HTMLElement {
  return element("label", { class: "field" }, element("span", { class: "label" }, label), ...fields);
}
