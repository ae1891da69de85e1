import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { type Range, rebase } from "../src/rebase";

const SHARED = 7;

function replica(client: number, update?: Uint8Array): Y.Doc {
  const doc = new Y.Doc({ gc: true });
  if (update) Y.applyUpdate(doc, update);
  doc.clientID = client;
  return doc;
}

const state = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc);
const text = (doc: Y.Doc) => doc.getText("text");
const clocks = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

/** A server that keeps what it got first, as ours does: later structs under a known name are refused. */
function recover(
  server: Y.Doc,
  local: Y.Doc,
  confirmed: ReadonlyMap<number, number> = new Map(),
  received: ReadonlyMap<number, Range[]> = new Map(),
): Y.Doc {
  const fresh = new Y.Doc({ gc: false });
  Y.applyUpdate(fresh, state(server));
  let next = 1000;
  const { update: carry } = rebase({
    confirmed,
    freshClient: () => next++,
    local: state(local),
    received,
    server: state(fresh),
  });
  if (carry !== null) Y.applyUpdate(fresh, carry);
  expect(fresh.store.pendingStructs).toBeNull();
  expect(fresh.store.pendingDs).toBeNull();
  return fresh;
}

describe("two replicas with one client id", () => {
  test("keep what both typed, once", () => {
    const [first, second] = [replica(SHARED), replica(SHARED)];
    text(first).insert(0, "mine");
    text(second).insert(0, "yours");
    expect([text(recover(first, second)).toString(), text(recover(second, first)).toString()].map(sorted)).toEqual([
      sorted("mineyours"),
      sorted("mineyours"),
    ]);
  });

  test("keep apart what only looks alike at first", () => {
    const [first, second] = [replica(SHARED), replica(SHARED)];
    text(first).insert(0, "hello");
    text(second).insert(0, "help");
    expect(text(recover(first, second)).toString()).toContain("hel");
    expect([...text(recover(first, second)).toString()].filter((letter) => letter === "p")).toHaveLength(1);
  });

  test("keep words whole that share a letter in the same place", () => {
    const [first, second] = [replica(SHARED), replica(SHARED)];
    text(first).insert(0, "alpha one two");
    text(second).insert(0, "beta three four");
    const merged = text(recover(first, second)).toString();
    expect([merged.includes("alpha one two"), merged.includes("beta three four"), merged.length]).toEqual([
      true,
      true,
      28,
    ]);
  });

  test("do not double what came from the other one under the shared id", () => {
    const [local, other] = [replica(SHARED), replica(SHARED)];
    text(local).insert(0, "ab");
    text(other).insert(0, "XYZ");
    Y.applyUpdate(local, state(other));
    const merged = text(recover(other, local, new Map(), new Map([[SHARED, [{ from: 2, to: 3 }]]]))).toString();
    expect(sorted(merged)).toBe(sorted("abXYZ"));
  });

  test("do not double what the server has already confirmed", () => {
    const local = replica(SHARED);
    text(local).insert(0, "saved ");
    const server = replica(1, state(local));
    text(local).insert(6, "and unsent");
    const other = replica(SHARED, state(server));
    text(other).insert(0, "theirs ");
    Y.applyUpdate(server, state(other));
    expect(text(recover(server, local, new Map([[SHARED, 6]]))).toString()).toBe("theirs saved and unsent");
  });

  test("keep a deletion of somebody else's text that was not sent yet", () => {
    const author = replica(3);
    text(author).insert(0, "keep drop");
    const [local, server] = [replica(SHARED, state(author)), replica(SHARED, state(author))];
    text(local).delete(4, 5);
    text(local).insert(4, "!");
    text(server).insert(0, "x");
    expect(text(recover(server, local, new Map([[3, 9]]))).toString()).toBe("xkeep!");
  });

  test("do not delete the other replica's text along with their own", () => {
    const [local, server] = [replica(SHARED), replica(SHARED)];
    text(local).insert(0, "typo right");
    text(local).delete(0, 5);
    text(server).insert(0, "other");
    expect(sorted(text(recover(server, local)).toString())).toBe(sorted("otherright"));
  });

  test("keep nested structure: elements, attributes and their text", () => {
    const [local, server] = [replica(SHARED), replica(SHARED)];
    const fragment = local.getXmlFragment("default");
    const heading = new Y.XmlElement("heading");
    heading.setAttribute("level", "2");
    heading.insert(0, [new Y.XmlText("title")]);
    fragment.insert(0, [heading]);
    server.getXmlFragment("default").insert(0, [new Y.XmlElement("paragraph")]);
    const merged = recover(server, local).getXmlFragment("default");
    const kinds = merged.toArray().map(String).sort();
    expect(kinds).toEqual(['<heading level="2">title</heading>', "<paragraph></paragraph>"]);
  });

  test("keep emoji whole that begin with the same surrogate", () => {
    const [local, server] = [replica(SHARED), replica(SHARED)];
    text(local).insert(0, "😀");
    text(server).insert(0, "😁");
    expect([...text(recover(server, local)).toString()].sort()).toEqual(["😀", "😁"].sort());
  });

  test("keep edits of an older session, under their own name, around the renamed ones", () => {
    const older = replica(5);
    text(older).insert(0, "offline ");
    const local = replica(SHARED, state(older));
    text(local).insert(8, "later");
    const server = replica(SHARED);
    text(server).insert(0, "first ");
    const merged = recover(server, local);
    expect(text(merged).toString()).toContain("offline later");
    expect(clocks(merged).get(5)).toBe(8);
  });

  test("keep formatting over the renamed text", () => {
    const [local, server] = [replica(SHARED), replica(SHARED)];
    text(local).insert(0, "plain bold");
    text(local).format(6, 4, { bold: true });
    text(server).insert(0, "x");
    const bold = text(recover(server, local))
      .toDelta()
      .filter((part: { attributes?: object }) => part.attributes);
    expect(bold).toEqual([{ attributes: { bold: true }, insert: "bold" }]);
  });

  test("converge with the server and with a replica that joins later", () => {
    const [local, server] = [replica(SHARED), replica(SHARED)];
    text(local).insert(0, "abc");
    text(server).insert(0, "xyz");
    const merged = recover(server, local);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(merged, Y.encodeStateVector(server)));
    const joined = replica(9, state(server));
    expect(text(server).toString()).toBe(text(merged).toString());
    expect(text(joined).toString()).toBe(text(merged).toString());
  });
});

test("a replica without unsent edits carries no text", () => {
  const server = replica(3);
  text(server).insert(0, "all here");
  expect(text(recover(server, replica(4, state(server)))).toString()).toBe("all here");
});

function sorted(letters: string): string {
  return [...letters].sort().join("");
}
