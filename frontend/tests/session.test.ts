// @vitest-environment happy-dom
/**
 * Two people at work in the real editor: typing, headings, lists, marks, tables, pasting, undoing, and both offline at once.
 *
 * What they send is what the server's guard must never refuse: `RECORD=1 npx vitest run tests/session.test.ts` writes it
 * to tests/protocol/fixtures/session.json.gz, which the server's tests read.
 */
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Editor } from "../src/editor";
import { mounted } from "./mounted";

const RECORDING = "../tests/protocol/fixtures/session.json.gz";
const PASTED = `
  <h2>Minutes</h2><p>Present: <strong>Ada</strong>, <em>Grace</em> and <a href="https://example.org/?q=1.5">Alan</a> 😀</p>
  <ul><li><p>one</p><ul><li><p>deeper</p></li></ul></li><li><p>two</p></li></ul>
  <table><tbody><tr><th><p>Item</p></th><th><p>Cost</p></th></tr><tr><td colspan="2"><p>Paper “A4”</p></td></tr></tbody></table>
  <blockquote><p>said</p></blockquote><pre><code class="language-python">print("é")\n</code></pre><hr><ol start="4"><li><p>four</p></li></ol>`;

interface Sent {
  by: number;
  /** Whether it answers "what have you that I lack?", as after time offline. */
  answer: boolean;
  update: string;
}

/** What a server does with updates, and nothing more. */
class Server {
  readonly doc = new Y.Doc();
  readonly sent: Sent[] = [];
  readonly people = new Set<Person>();

  take(by: number, update: Uint8Array, answer: boolean): void {
    this.sent.push({ by, answer, update: Buffer.from(update).toString("base64") });
    Y.applyUpdate(this.doc, update);
    for (const person of this.people) Y.applyUpdate(person.doc, update, this);
  }
}

/** Somebody with an editor, online or not. */
class Person {
  readonly doc = new Y.Doc();
  readonly editor: Editor;

  constructor(
    private readonly server: Server,
    readonly number: number,
  ) {
    this.doc.clientID = number;
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== server && server.people.has(this)) server.take(number, update, false);
    });
    const element = document.createElement("div");
    document.body.append(element);
    this.connect();
    this.editor = mounted({
      awareness: new Awareness(this.doc),
      editable: true,
      element,
      fragment: this.doc.getXmlFragment("default"),
      selection: null,
    });
  }

  connect(): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.server.doc, Y.encodeStateVector(this.doc)), this.server);
    const answer = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.server.doc));
    this.server.people.add(this);
    this.server.take(this.number, answer, true);
  }

  leave(): void {
    this.server.people.delete(this);
  }

  type(letters: string): void {
    for (const letter of letters) this.editor.view.dispatch(this.editor.state.tr.insertText(letter));
  }

  /** Puts the caret behind the first text that contains `words`. */
  goTo(words: string): void {
    let found = 0;
    this.editor.state.doc.descendants((node, at) => {
      const index = node.isText ? (node.text ?? "").indexOf(words) : -1;
      if (index >= 0 && !found) found = at + index + words.length;
    });
    expect(found).toBeGreaterThan(0);
    this.editor.commands.setTextSelection(found);
  }

  goToEnd(): void {
    this.editor.commands.setTextSelection(this.editor.state.doc.content.size - 1);
  }
}

function write(ada: Person): void {
  ada.type("The plan");
  ada.editor.commands.toggleHeading({ level: 1 });
  ada.editor.commands.splitBlock();
  ada.type("We meet on Monday, all of us 👩‍👩‍👧 and é.");
  ada.editor.commands.setTextSelection({ from: 12, to: 22 });
  ada.editor.chain().toggleBold().toggleItalic().toggleHighlight().setLink({ href: "https://example.org" }).run();
  ada.editor.commands.unsetLink();
  ada.goToEnd();
  ada.editor.commands.splitBlock();
  ada.editor.commands.toggleTaskList();
  for (const item of ["bread", "butter", "salt"]) {
    ada.type(item);
    ada.editor.commands.splitListItem("taskItem");
  }
  ada.editor.commands.liftListItem("taskItem");
}

function tabulate(grace: Person): void {
  grace.goToEnd();
  grace.editor.commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true });
  for (const cell of "abcdef") {
    grace.type(`${cell}1`);
    grace.editor.commands.goToNextCell();
  }
  grace.editor.chain().addRowAfter().addColumnBefore().toggleHeaderColumn().run();
  grace.type("new");
  grace.editor.commands.deleteColumn();
  grace.editor.commands.deleteRow();
}

/** Writes while nobody hears of it. */
function workOffline(person: Person, words: string): void {
  person.leave();
  person.goTo("plan");
  person.type(` ${words}`);
  person.goTo("b1");
  person.type(words);
  person.editor.commands.addRowBefore();
  person.editor.commands.undo();
  person.editor.commands.redo();
  person.goTo("butter");
  person.editor.commands.splitListItem("taskItem");
  person.type(`${words} 😀`);
}

/** What colours code is loaded on first need: here before the test, which may be over sooner than that. */
beforeAll(() => import("../src/highlighter"));

test("two people write a document in every way, and end with the same one", () => {
  const server = new Server();
  const [ada, grace] = [new Person(server, 3_735_928_559), new Person(server, 305_419_896)];
  write(ada);
  tabulate(grace);
  ada.goTo("Monday");
  ada.editor.view.pasteHTML(PASTED);
  for (let times = 0; times < 6; times++) ada.editor.commands.undo();
  for (let times = 0; times < 4; times++) ada.editor.commands.redo();
  grace.goToEnd();
  grace.editor.view.pasteHTML(PASTED);
  grace.editor.view.pasteText("first line\n\nsecond line");
  grace.editor.commands.undo();
  workOffline(ada, "of Ada");
  workOffline(grace, "of Grace");
  for (const person of [ada, grace]) person.connect();
  ada.goTo("bread");
  ada.editor.commands.deleteCurrentNode();
  grace.editor.commands.selectAll();
  grace.editor.commands.deleteSelection();
  grace.editor.commands.undo();
  ada.type("after all");
  expect(ada.editor.getJSON()).toEqual(grace.editor.getJSON());
  expect(server.sent.length).toBeGreaterThan(100);
  if (process.env["RECORD"]) writeFileSync(RECORDING, gzipSync(JSON.stringify(server.sent), { level: 9 }));
});
