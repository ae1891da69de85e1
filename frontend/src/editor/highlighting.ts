/**
 * Colours the code blocks of an editor. Decorations alone: nothing of it is in the document.
 */

import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { language } from "../attributes";
import type * as Highlighter from "../highlighter";
import { part } from "../lazy";

interface Highlighted {
  readonly blocks: readonly ProseMirrorNode[];
  readonly decorations: DecorationSet;
}

const key = new PluginKey<Highlighted>("highlighting");

let highlighter: typeof Highlighter | null = null;

/** Nodes never change: what was found in one holds as long as it is there. */
const found = new WeakMap<ProseMirrorNode, readonly Highlighter.Token[]>();

export function highlighting(): Plugin<Highlighted> {
  return new Plugin<Highlighted>({
    key,
    props: { decorations: (state) => key.getState(state)?.decorations ?? null },
    state: {
      apply: (tr, held) => (tr.docChanged || tr.getMeta(key) === true ? again(tr, held) : held),
      init: (_config, { doc }) => highlight(doc),
    },
    view: (view) => {
      void loadWhenNeeded(view);
      return { update: (current) => void loadWhenNeeded(current) };
    },
  });
}

/** Typing beside the code only moves the colours. */
function again(tr: Transaction, held: Highlighted): Highlighted {
  const blocks = codeBlocks(tr.doc).map(([, block]) => block);
  const isSame = blocks.length === held.blocks.length && blocks.every((block, index) => block === held.blocks[index]);
  if (!isSame || tr.getMeta(key) === true || replacesAll(tr)) return highlight(tr.doc);
  return { blocks, decorations: held.decorations.map(tr.mapping, tr.doc) };
}

/** What others typed comes as a new document, over which nothing can be mapped. */
function replacesAll(tr: Transaction): boolean {
  let isWhole = false;
  for (const map of tr.mapping.maps) {
    map.forEach((from, to) => {
      isWhole ||= to - from > tr.before.content.size / 2;
    });
  }
  return isWhole;
}

function codeBlocks(doc: ProseMirrorNode): [number, ProseMirrorNode][] {
  const blocks: [number, ProseMirrorNode][] = [];
  doc.descendants((node, at) => {
    if (node.type.spec.code) blocks.push([at, node]);
    return !node.isTextblock;
  });
  return blocks;
}

function highlight(doc: ProseMirrorNode): Highlighted {
  const blocks = codeBlocks(doc);
  const decorations = blocks.flatMap(([at, block]) =>
    tokensOf(block).map(({ from, to, names }) => Decoration.inline(at + 1 + from, at + 1 + to, { class: names })),
  );
  return { blocks: blocks.map(([, block]) => block), decorations: DecorationSet.create(doc, decorations) };
}

function tokensOf(block: ProseMirrorNode): readonly Highlighter.Token[] {
  const name = language(block.attrs["language"]);
  if (highlighter === null || name === null) return [];
  const known = found.get(block);
  if (known !== undefined) return known;
  const tokens = highlighter.tokensOf(block.textContent, name);
  found.set(block, tokens);
  return tokens;
}

let loading = false;

async function loadWhenNeeded(view: EditorView): Promise<void> {
  const blocks = key.getState(view.state)?.blocks ?? [];
  if (loading || highlighter !== null || !blocks.some((block) => language(block.attrs["language"]) !== null)) return;
  loading = true;
  highlighter = await part(
    () => import("../highlighter"),
    () => {
      loading = false;
      if (!view.isDestroyed) void loadWhenNeeded(view);
    },
  );
  if (highlighter !== null && !view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, true));
}
