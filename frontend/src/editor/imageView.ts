/**
 * An image in the editor: with a handle at its edge, which a pointer drags and arrow keys move, that makes it wider or
 * narrower. The height follows.
 */

import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { NodeView, ViewMutationRecord } from "@tiptap/pm/view";
import { gettext } from "../i18n";
import { element, setAttribute } from "../ui/element";

const MIN_WIDTH = 40;
const STEP = 10;
const LARGE_STEP = 50;

/** The attributes that an image is shown with. */
type Shown = (node: Node) => Readonly<Record<string, string | number | null>>;

export interface ImageViewOptions {
  readonly editor: Editor;
  readonly node: Node;
  /** Where the image is by now; undefined once it is gone. */
  readonly place: () => number | undefined;
  readonly shown: Shown;
}

export class ImageView implements NodeView {
  readonly dom = element("div", { class: "picture" });
  readonly #image = element("img");
  readonly #handle = element("button", {
    "aria-label": gettext("Width of the image"),
    class: "picture-handle",
    contenteditable: "false",
    "data-testid": "picture-handle",
    hidden: true,
    role: "slider",
    title: gettext("Drag to resize, or use the arrow keys"),
    type: "button",
  });
  #node: Node;

  constructor(private readonly options: ImageViewOptions) {
    this.#node = options.node;
    this.dom.append(this.#image, this.#handle);
    this.#handle.addEventListener("pointerdown", (event) => this.#grabbed(event));
    this.#handle.addEventListener("keydown", (event) => this.#pressed(event));
    this.#show();
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false;
    this.#node = node;
    this.#show();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode");
    this.#handle.hidden = !this.options.editor.isEditable;
    this.#describe();
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode");
    this.#handle.hidden = true;
  }

  /** What happens to the handle is no edit of the text. */
  stopEvent({ target }: Event): boolean {
    return target === this.#handle;
  }

  ignoreMutation(_mutation: ViewMutationRecord): boolean {
    return true;
  }

  #show(): void {
    const shown = this.options.shown(this.#node);
    for (const [name, value] of Object.entries(shown)) setAttribute(this.#image, name, value);
    setAttribute(this.dom, "data-align", shown["align"]);
    this.#image.style.width = "";
    this.#describe();
  }

  get #width(): number {
    return Math.round(this.#image.getBoundingClientRect().width);
  }

  get #maxWidth(): number {
    return Math.max(MIN_WIDTH, Math.round(this.dom.parentElement?.clientWidth ?? MIN_WIDTH));
  }

  #describe(): void {
    if (this.#handle.hidden) return;
    const asked = Number(this.#node.attrs["width"]);
    const width = asked > 0 ? this.#within(asked) : this.#width;
    setAttribute(this.#handle, "aria-valuemin", MIN_WIDTH);
    setAttribute(this.#handle, "aria-valuemax", this.#maxWidth);
    setAttribute(this.#handle, "aria-valuenow", width);
    setAttribute(this.#handle, "aria-valuetext", gettext("%(width)s pixels", { width }));
  }

  #pressed(event: KeyboardEvent): void {
    const width = this.#asked(event);
    if (event.key === "Escape") this.options.editor.view.focus();
    else if (width === null) return;
    else this.#keep(width);
    event.preventDefault();
  }

  #asked({ key, shiftKey }: KeyboardEvent): number | null {
    const step = shiftKey ? LARGE_STEP : STEP;
    const wider = getComputedStyle(this.dom).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const narrower = wider === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    if (key === wider || key === "ArrowUp") return this.#width + step;
    if (key === narrower || key === "ArrowDown") return this.#width - step;
    if (key === "Home") return MIN_WIDTH;
    return key === "End" ? this.#maxWidth : null;
  }

  #grabbed(event: PointerEvent): void {
    event.preventDefault();
    const [from, width] = [event.clientX, this.#width];
    const isReversed = getComputedStyle(this.dom).direction === "rtl";
    const stop = new AbortController();
    this.#handle.setPointerCapture(event.pointerId);
    const listen = { signal: stop.signal };
    // What was asked for: the box that the image has by now may still be the one before.
    let asked = width;
    const moved = ({ clientX }: PointerEvent) => {
      asked = this.#within(width + (isReversed ? from - clientX : clientX - from));
      this.#image.style.width = `${asked}px`;
    };
    const end = (released: PointerEvent) => {
      stop.abort();
      moved(released);
      if (asked !== width) this.#keep(asked);
    };
    this.#handle.addEventListener("pointermove", moved, listen);
    this.#handle.addEventListener("pointerup", end, listen);
    this.#handle.addEventListener("pointercancel", () => this.#giveUp(stop), listen);
  }

  #giveUp(listening: AbortController): void {
    listening.abort();
    this.#image.style.width = "";
  }

  #within(width: number): number {
    return Math.round(Math.min(Math.max(width, MIN_WIDTH), this.#maxWidth));
  }

  #keep(width: number): void {
    const at = this.options.place();
    const { editor } = this.options;
    if (at === undefined || !editor.isEditable) return;
    const { tr } = editor.state;
    editor.view.dispatch(tr.setNodeAttribute(at, "width", this.#within(width)).setNodeAttribute(at, "height", null));
  }
}
