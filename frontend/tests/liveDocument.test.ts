import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { LONG_ABSENCE_MS, type Merged } from "../src/absence";
import { LiveDocument, type LiveEvents, type Refusal } from "../src/liveDocument";
import { FakeServer, FakeSocket, questions, refusal, settled, updateMessage } from "./bench";

let live: LiveDocument;
let server: FakeServer;
let heard: string[];
let refusals: Refusal[];
let now = 0;

function openDocument(): LiveDocument {
  const document = new LiveDocument({
    connection: {
      address: "ws://host/ws/documents",
      documentId: "an-id",
      params: { v: "1" },
      random: () => 0.5,
      WebSocketPolyfill: FakeSocket as unknown as typeof WebSocket,
    },
    copy: { documentId: "an-id", epoch: 1, userId: "1" },
    freshClient: () => 4_242,
    isOnline: () => true,
    now: () => now,
    user: { color: "#1d4ed8", id: "1", isGuest: false, name: "Ada" },
  });
  const note = (name: keyof LiveEvents) => document.on(name, () => heard.push(name));
  for (const name of ["ready", "writable", "ended", "announced"] as const) note(name);
  document.on("refused", (value) => refusals.push(value));
  return document;
}

function type(words: string): void {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(words)]);
  live.fragment.push([paragraph]);
}

/** What somebody else has committed. */
function writeElsewhere(words: string): void {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(words)]);
  server.doc.getXmlFragment("default").push([paragraph]);
}

const shown = () => live.fragment.toString();
const stored = () => server.doc.getXmlFragment("default").toString();

beforeEach(async () => {
  vi.useFakeTimers();
  now = 0;
  heard = [];
  refusals = [];
  server = new FakeServer();
  live = openDocument();
  await live.open();
});

afterEach(() => {
  vi.useRealTimers();
});

test("the editor is mounted only when the server's state is in", async () => {
  expect(heard).toEqual([]);
  await server.greet(FakeSocket.latest);
  expect(heard).toEqual(["ready"]);
});

describe("saved", () => {
  test("is shown after the echo of a question that followed the edit", async () => {
    await server.greet(FakeSocket.latest);
    expect(live.status.state).toBe("saved");
    type("one");
    expect(live.status.state).toBe("saving");
    await server.answer(FakeSocket.latest);
    expect(live.status.state).toBe("saved");
  });

  test("is not shown while the server commits", async () => {
    await server.greet(FakeSocket.latest);
    type("one");
    await server.answer(FakeSocket.latest, { echo: false });
    expect(live.status.state).toBe("saving");
  });

  test("is asked with one question in flight and one behind it", async () => {
    await server.greet(FakeSocket.latest);
    for (const words of ["a", "b", "c"]) type(words);
    expect(questions(FakeSocket.latest.sent)).toHaveLength(1);
    await server.answer(FakeSocket.latest);
    expect(live.status.state).toBe("saved");
  });

  test("after a reconnect waits for offline edits to have gone out", async () => {
    await server.greet(FakeSocket.latest);
    await FakeSocket.latest.drop(1006);
    type("offline");
    expect(live.status.state).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(1_000);
    FakeSocket.latest.open();
    await settled();
    expect(questions(FakeSocket.latest.sent)).toEqual([]);
    await server.greet(FakeSocket.latest);
    expect(live.status.state).toBe("saved");
    expect(stored()).toContain("offline");
  });
});

describe("after a long time apart", () => {
  test("the page hears that edits of several people came together", async () => {
    const merged: Merged[] = [];
    live.on("merged", (what) => merged.push(what));
    await server.greet(FakeSocket.latest);
    now = 1_000;
    await FakeSocket.latest.drop(1006);
    type("mine");
    writeElsewhere("theirs");
    now += LONG_ABSENCE_MS;
    await vi.advanceTimersByTimeAsync(1_000);
    await server.greet(FakeSocket.latest);
    expect(merged).toEqual([{ edits: 1, since: 1_000 }]);
    expect(shown()).toContain("mine");
    expect(shown()).toContain("theirs");
  });
});

describe("refused edits", () => {
  beforeEach(async () => {
    await server.greet(FakeSocket.latest);
    type("kept");
    await server.answer(FakeSocket.latest);
    type("refused words");
    FakeSocket.latest.take();
    await FakeSocket.latest.receive(refusal("read only"));
  });

  test("are offered for copying, without what was saved", () => {
    expect(refusals).toEqual([{ reason: "read only", text: "refused words" }]);
    expect(live.status.state).toBe("problem");
  });

  test("can be given up: the page goes on from what the server has", async () => {
    const discarded = live.discardUnsent();
    await settled();
    await server.greet(FakeSocket.latest);
    await discarded;
    await server.answer(FakeSocket.latest);
    expect(shown()).toBe("<paragraph>kept</paragraph>");
    expect(live.status.state).toBe("saved");
  });
});

describe("a client id that somebody else uses", () => {
  /** Somebody writes under our client id; answers the update. */
  function rival(words: string): Uint8Array {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
    doc.clientID = live.awareness.clientID;
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(words)]);
    doc.getXmlFragment("default").insert(0, [paragraph]);
    const update = Y.encodeStateAsUpdate(doc);
    Y.applyUpdate(server.doc, update);
    return update;
  }

  async function conflict(): Promise<void> {
    await server.greet(FakeSocket.latest);
    rival("theirs");
    type("mine");
    FakeSocket.latest.take();
    await FakeSocket.latest.drop(4409);
  }

  test("costs nothing: both texts are there once, and saved", async () => {
    await conflict();
    expect(live.status.state).not.toBe("saved");
    await server.greet(FakeSocket.latest);
    await settled();
    await server.answer(FakeSocket.latest);
    expect(shown().match(/mine/g)).toHaveLength(1);
    expect(shown().match(/theirs/g)).toHaveLength(1);
    expect(stored()).toBe(shown());
    expect(live.status.state).toBe("saved");
  });

  test("is noticed here, too, when the other one was ahead while we were offline", async () => {
    await server.greet(FakeSocket.latest);
    await FakeSocket.latest.drop(1006);
    type("mine, and longer");
    const rival = new Y.Doc();
    rival.clientID = live.awareness.clientID;
    rival.getXmlFragment("default").insert(0, [new Y.XmlElement("paragraph")]);
    Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(rival));
    await vi.advanceTimersByTimeAsync(1_000);
    await server.greet(FakeSocket.latest);
    await server.greet(FakeSocket.latest);
    await server.answer(FakeSocket.latest);
    expect(shown().match(/mine, and longer/g)).toHaveLength(1);
    expect(stored()).toBe(shown());
    expect(live.status.state).toBe("saved");
  });

  test("costs nothing when Yjs took another id before the refusal came", async () => {
    await server.greet(FakeSocket.latest);
    type("mine before");
    FakeSocket.latest.take();
    await FakeSocket.latest.receive(updateMessage(rival("theirs, and longer")));
    type("mine after");
    FakeSocket.latest.take();
    await FakeSocket.latest.drop(4409);
    await server.greet(FakeSocket.latest);
    await settled();
    await server.answer(FakeSocket.latest);
    for (const words of [/mine before/g, /mine after/g, /theirs, and longer/g]) {
      expect(shown().match(words)).toHaveLength(1);
    }
    expect(stored()).toBe(shown());
    expect(live.status.state).toBe("saved");
  });

  test("mounts the editor anew and lets people type again", async () => {
    await conflict();
    await server.greet(FakeSocket.latest);
    await settled();
    expect(heard.slice(-2)).toEqual(["writable", "ready"]);
  });

  test("that comes up again and again ends with the text for copying", async () => {
    await conflict();
    for (let attempt = 0; attempt < 3; attempt++) await FakeSocket.latest.drop(4409);
    expect(heard).toContain("ended");
    expect(live.unsentText).toBe("mine");
    expect(live.status.state).toBe("problem");
  });
});

test("a final close says so and offers what was not saved", async () => {
  await server.greet(FakeSocket.latest);
  type("last words");
  FakeSocket.latest.take();
  const endings: string[] = [];
  live.on("ended", (ending, text) => endings.push(`${ending.remedy}: ${text}`));
  await FakeSocket.latest.drop(4403);
  expect(endings).toEqual(["ask: last words"]);
});

describe("the others", () => {
  const clock = () => live.awareness.meta.get(live.awareness.clientID)?.clock ?? 0;

  test("see who was away as soon as they are back: the clock is newer than the one they left with", async () => {
    await server.greet(FakeSocket.latest);
    const before = clock();
    await FakeSocket.latest.drop(1006);
    expect(clock()).toBeGreaterThan(before);
  });

  test("are told of a guest's new name by a new connection", async () => {
    await server.greet(FakeSocket.latest);
    live.rename("Zoe");
    expect(FakeSocket.latest.readyState).toBe(3);
    expect(live.awareness.getLocalState()?.["user"]).toMatchObject({ name: "Zoe" });
  });
});
