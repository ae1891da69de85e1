/**
 * Where something floats that belongs to a place in the text: beside it, within what is visible.
 */

/** A place on the screen, in CSS pixels from its top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Placing {
  /** Taken where there is room, else the other side. */
  readonly side: "above" | "below";
  readonly align: "start" | "center";
}

const GAP_PX = 8;

/** The top left corner for something of `size` beside `anchor`, all of it inside `room` as far as it fits. */
export function placed(
  anchor: Box,
  size: { readonly width: number; readonly height: number },
  room: Box,
  { side, align }: Placing,
): { left: number; top: number } {
  const left = align === "start" ? anchor.left : (anchor.left + anchor.right - size.width) / 2;
  return {
    left: within(left, room.left + GAP_PX, room.right - size.width - GAP_PX),
    top: within(topOf(anchor, size.height, room, side), room.top + GAP_PX, room.bottom - size.height - GAP_PX),
  };
}

function topOf(anchor: Box, height: number, room: Box, side: Placing["side"]): number {
  const [above, below] = [anchor.top - GAP_PX - height, anchor.bottom + GAP_PX];
  const [fitsAbove, fitsBelow] = [above >= room.top, below + height <= room.bottom];
  if (side === "above") return fitsAbove || !fitsBelow ? above : below;
  return fitsBelow || !fitsAbove ? below : above;
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** Puts `node`, which is positioned by the screen, beside `anchor`. `ceiling` is the lower edge of what covers the top. */
export function float(node: HTMLElement, anchor: Box, placing: Placing, ceiling = 0): void {
  const size = { height: node.offsetHeight, width: node.offsetWidth };
  const { left, top } = placed(anchor, size, visibleRoom(ceiling), placing);
  node.style.left = `${Math.round(left)}px`;
  node.style.top = `${Math.round(top)}px`;
}

/** What is visible: an open on-screen keyboard takes its part. */
function visibleRoom(ceiling: number): Box {
  const view = window.visualViewport;
  const top = view?.offsetTop ?? 0;
  const height = view?.height ?? innerHeight;
  return { bottom: top + height, left: 0, right: document.documentElement.clientWidth, top: Math.max(ceiling, top) };
}

/** Calls `move` when what is on the screen moves; answers how to stop that. */
export function whenMoved(move: () => void): () => void {
  const options = { capture: true, passive: true };
  addEventListener("scroll", move, options);
  addEventListener("resize", move);
  return () => {
    removeEventListener("scroll", move, options);
    removeEventListener("resize", move);
  };
}
