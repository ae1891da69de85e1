/**
 * Images: by an address that is safe, with a description, a size and a place.
 */

import Image from "@tiptap/extension-image";
import { imageAlignment, pixels, words } from "../attributes";
import { isSafeImage } from "../safeUrl";
import { ImageView } from "./imageView";

const POLICY = { decoding: "async", loading: "lazy", referrerpolicy: "no-referrer" };

const CHECKS = {
  align: imageAlignment,
  alt: words,
  height: pixels,
  src: (value: unknown) => (isSafeImage(value) ? value : null),
  title: words,
  width: pixels,
} satisfies Record<string, (value: unknown) => unknown>;

/** Without a description an image counts as decoration: its address is nothing to read out. */
function shown(held: Readonly<Record<string, unknown>>): Record<string, string | number | null> {
  const allowed = Object.entries(CHECKS).map(([name, check]) => [name, check(held[name])]);
  const { alt, ...rest } = Object.fromEntries(allowed);
  return { ...POLICY, ...rest, alt: alt ?? "" };
}

export const SafeImage = Image.extend({
  addAttributes() {
    const attributes = Object.entries(CHECKS).map(([name, check]) => [
      name,
      { default: null, parseHTML: (image: HTMLElement) => check(image.getAttribute(name)) },
    ]);
    return Object.fromEntries(attributes);
  },
  addNodeView() {
    return ({ editor, getPos, node }) =>
      new ImageView({ editor, node, place: getPos, shown: ({ attrs }) => shown(attrs) });
  },
  renderHTML({ node }) {
    return ["img", shown(node.attrs)];
  },
});
