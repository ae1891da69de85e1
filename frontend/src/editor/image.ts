/**
 * Images: by an address that is safe, with a description, a size and a place.
 */

import { mergeAttributes } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { imageAlignment, pixels, words } from "../attributes";
import { isSafeImage } from "../safeUrl";

const POLICY = { decoding: "async", loading: "lazy", referrerpolicy: "no-referrer" };

const CHECKS = {
  align: imageAlignment,
  alt: words,
  height: pixels,
  src: (value: unknown) => (isSafeImage(value) ? value : null),
  title: words,
  width: pixels,
} satisfies Record<string, (value: unknown) => unknown>;

export const SafeImage = Image.extend({
  addAttributes() {
    const attributes = Object.entries(CHECKS).map(([name, check]) => [
      name,
      { default: null, parseHTML: (image: HTMLElement) => check(image.getAttribute(name)) },
    ]);
    return Object.fromEntries(attributes);
  },
  renderHTML({ node }) {
    const shown = Object.entries(CHECKS).map(([name, check]) => [name, check(node.attrs[name])]);
    const { alt, ...rest } = Object.fromEntries(shown);
    // Without a description an image counts as decoration: its address is nothing to read out.
    return ["img", mergeAttributes(POLICY, rest, { alt: alt ?? "" })];
  },
});
