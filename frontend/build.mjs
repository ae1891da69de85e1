/**
 * Builds everything that pages load, into the Django app's static folder: no Node is needed to run or install it.
 *
 * esbuild rather than Vite: the pages come from Django, so there is no HTML to process and no development server to
 * run, and code shared between an entry and a lazy chunk always goes into a chunk of its own. That last property is
 * needed here: an entry is served under a second, hashed name by the static files storage, so a chunk that imported
 * an entry would load it twice, Yjs with it.
 *
 * Invariant: the same sources give the same bytes, on every machine.
 */

import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const OUTPUT = join(ROOT, "../documents/static/collab_documents");

const TARGET = ["chrome111", "firefox114", "safari16.4"];

/** What the bundle depends on: the Python test recomputes the hash over the same list. */
const HASHED_FILES = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json"];
const HASHED_FOLDER = "src";

async function filesBelow(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** SHA-256 over "path, newline, length in bytes, newline, content" of each source in the order of its path. */
async function sourceHash() {
  const paths = [...HASHED_FILES, ...(await filesBelow(HASHED_FOLDER))].sort();
  const hash = createHash("sha256");
  for (const path of paths) {
    const content = await readFile(join(ROOT, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/**
 * The pages that are built together share chunks. The editor shares none with the others: a dozen small requests less,
 * and code that is compressed as a whole, where a page must be ready to type in.
 */
function buildPages(define, ...entryPoints) {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    chunkNames: "chunks/[name]-[hash]",
    define: { "process.env.NODE_ENV": '"production"', ...define },
    entryNames: "[name]",
    entryPoints,
    format: "esm",
    legalComments: "none",
    metafile: true,
    minify: true,
    outdir: OUTPUT,
    splitting: true,
    target: TARGET,
  });
}

/** What runs in a worker: a script of its own beside the chunks. Answers its name there, for `PATTERN_WORKER`. */
async function buildWorker() {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    bundle: true,
    entryNames: "chunks/[name]-[hash]",
    entryPoints: ["src/patternWorker.ts"],
    format: "iife",
    metafile: true,
    minify: true,
    outdir: OUTPUT,
    target: TARGET,
  });
  return `./${basename(Object.keys(metafile.outputs)[0])}`;
}

/** A classic script, which runs before the page is painted. */
function buildTheme() {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    entryPoints: ["src/theme.ts"],
    format: "iife",
    minify: true,
    outdir: OUTPUT,
    target: TARGET,
  });
}

/** The chunks that the editor imports at once, for `modulepreload`: otherwise they are found one round trip late. */
async function writePreloads({ outputs }) {
  const entry = Object.entries(outputs).find(([path]) => basename(path) === "editor.js");
  const chunks = entry[1].imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `chunks/${basename(path)}`);
  await writeFile(join(OUTPUT, "preloads.json"), `${JSON.stringify(chunks.sort(), null, 2)}\n`);
}

/** Runs schema.ts and writes what other languages read. */
async function writeSchema() {
  const folder = await mkdtemp(join(tmpdir(), "collab-schema-"));
  const outfile = join(folder, "schema.mjs");
  await build({ bundle: true, entryPoints: [join(ROOT, "src/schema.ts")], format: "esm", outfile, platform: "node" });
  const { schemaSpec } = await import(pathToFileURL(outfile).href);
  await writeFile(join(OUTPUT, "schema.json"), `${JSON.stringify(schemaSpec(), null, 2)}\n`);
  await rm(folder, { recursive: true });
}

// Chunks have a name per content: without this, old ones would stay for ever.
await rm(join(OUTPUT, "chunks"), { force: true, recursive: true });
await mkdir(OUTPUT, { recursive: true });
await writeSchema();
const editorParts = { PATTERN_WORKER: JSON.stringify(await buildWorker()) };
await writePreloads((await buildPages(editorParts, { in: "src/main.ts", out: "editor" })).metafile);
await buildPages(
  {},
  { in: "src/account.ts", out: "account" },
  { in: "src/inbox.ts", out: "inbox" },
  { in: "src/list.ts", out: "list" },
  { in: "src/plain.ts", out: "plain" },
);
await buildPages({}, { in: "src/styles/editor.css", out: "editor" }, { in: "src/styles/pages.css", out: "pages" });
await buildTheme();
await copyFile(join(ROOT, "src/public/favicon.svg"), join(OUTPUT, "favicon.svg"));
await writeFile(join(OUTPUT, "source.sha256"), `${await sourceHash()}\n`);
