/**
 * Real Yjs clients, driven by lines of JSON on stdin: `{"id", "do", ...arguments}`; each is answered by one line
 * `{"id", "result"}` or `{"id", "error"}` on stdout, whenever it is done. The process ends with its stdin.
 */

import "./clock.mjs"; // first: others keep the function that it replaces
import { createInterface } from "node:readline";
import * as clients from "./clients.mjs";
import * as documents from "./documents.mjs";
import * as scramble from "./scramble.mjs";
import * as tiptap from "./tiptap.mjs";
import * as traces from "./traces.mjs";
import * as typists from "./typists.mjs";
import * as visitors from "./visitors.mjs";
import * as writers from "./writers.mjs";

// Only answers go to stdout; Yjs and its friends say things to the console.
for (const level of ["log", "info", "warn"]) console[level] = console.error;

const commands = {
  ...clients.commands,
  ...documents.commands,
  ...scramble.commands,
  ...tiptap.commands,
  ...traces.commands,
  ...typists.commands,
  ...visitors.commands,
  ...writers.commands,
};

async function answer(line) {
  const { id, do: name, ...args } = JSON.parse(line);
  try {
    const result = await commands[name](args);
    return { id, result: result ?? null };
  } catch (error) {
    return { error: error.stack, id };
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
});
lines.on("close", () => process.exit(0));
