/** Editors that end with their test: ProseMirror's timers would find the page gone. */

import { onTestFinished } from "vitest";
import { type Editor, type MountOptions, mountEditor } from "../src/editor";

export function mounted(options: MountOptions): Editor {
  const editor = mountEditor(options);
  onTestFinished(() => editor.destroy());
  return editor;
}
