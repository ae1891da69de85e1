import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { ApiProblem } from "../src/api";
import { MESSAGE_SAVED, type Notice, Provider, type ProviderListener } from "../src/provider";
import { FakeServer, FakeSocket, frame, notice, questions, refusal, settled } from "./bench";

let heard: string[];
let notices: Notice[];
let isOurs: boolean;
let provider: Provider;
let doc: Y.Doc;

function listener(): ProviderListener {
  return {
    answered: () => heard.push("answered"),
    connected: () => heard.push("connected"),
    connecting: () => heard.push("connecting"),
    ended: (code, reason) => heard.push(`ended ${code} ${reason}`),
    noticed: (value) => notices.push(value),
    recognizes: () => isOurs,
    refused: (reason) => heard.push(`refused ${reason}`),
    saved: (number) => heard.push(`saved ${number}`),
    synced: () => heard.push("synced"),
  };
}

function connect(extra: { fetchTicket?: () => Promise<string> } = {}): Provider {
  return new Provider(
    doc,
    {
      address: "ws://host/ws/documents",
      documentId: "an-id",
      params: { epoch: "2", schema: "1", v: "1" },
      random: () => 0.5,
      WebSocketPolyfill: FakeSocket as unknown as typeof WebSocket,
      ...extra,
    },
    listener(),
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  notices = [];
  isOurs = true;
  FakeSocket.count = 0;
  doc = new Y.Doc();
  provider = connect();
});

afterEach(() => {
  provider.destroy();
  vi.useRealTimers();
});

test("the address carries the document, the dialect, the epoch and the schema", async () => {
  await provider.open();
  expect(FakeSocket.latest.url).toBe("ws://host/ws/documents/an-id?epoch=2&schema=1&v=1");
});

describe("our own sync step 2", () => {
  test("is told after it went out, not before", async () => {
    await provider.open();
    const socket = FakeSocket.latest;
    socket.open();
    socket.take();
    socket.onmessage?.({ data: frame(0, 0, "\u0000") });
    expect(heard).not.toContain("answered");
    await settled();
    expect(heard).toContain("answered");
    expect(socket.take()).toHaveLength(1);
  });

  test("is not told for a connection that was lost in the same moment", async () => {
    await provider.open();
    const socket = FakeSocket.latest;
    socket.open();
    socket.onmessage?.({ data: frame(0, 0, "\u0000") });
    socket.onclose?.({ code: 1006, reason: "" });
    await settled();
    expect(heard).not.toContain("answered");
  });
});

test("a server that has more under our client id than we wrote is not answered: that is a second replica", async () => {
  isOurs = false;
  await provider.open();
  const socket = FakeSocket.latest;
  socket.open();
  socket.take();
  await socket.receive(frame(0, 0, "\u0000"));
  expect(heard.at(-1)).toBe("ended 4409 another replica uses the client id");
  expect(socket.take().filter((sent) => sent[0] === 0)).toEqual([]);
});

describe("private messages", () => {
  beforeEach(async () => {
    await provider.open();
    await new FakeServer().greet(FakeSocket.latest);
    heard = [];
  });

  test("ask, and hear the echo", async () => {
    provider.askSaved(300);
    expect(questions(FakeSocket.latest.sent)).toHaveLength(1);
    await FakeSocket.latest.receive(frame(MESSAGE_SAVED, 300));
    expect(heard).toEqual(["saved 300"]);
  });

  test("a refusal brings its reason", async () => {
    await FakeSocket.latest.receive(refusal("read only"));
    expect(heard).toEqual(["refused read only"]);
  });

  test("a notice brings its details", async () => {
    await FakeSocket.latest.receive(notice({ kind: "renamed", title: "New" }));
    expect(notices).toEqual([{ kind: "renamed", title: "New" }]);
  });

  test("a notice that is no object with a kind is ignored", async () => {
    await FakeSocket.latest.receive(frame(103, "[1]"));
    expect(notices).toEqual([]);
  });
});

describe("a closed connection", () => {
  beforeEach(async () => {
    await provider.open();
    await new FakeServer().greet(FakeSocket.latest);
  });

  test.each([4400, 4401, 4403, 4404, 4410])("with %i ends for good", async (code) => {
    await FakeSocket.latest.drop(code, "why");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toContain(`ended ${code} why`);
    expect(FakeSocket.count).toBe(1);
  });

  test.each([1006, 4500, 4503, 4508, 4529])("with %i comes back", async (code) => {
    await FakeSocket.latest.drop(code);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(FakeSocket.count).toBe(2);
  });

  test("because the document does not read is told, and tried again later", async () => {
    await FakeSocket.latest.drop(4500, "the document is quarantined");
    expect(notices).toEqual([{ kind: "quarantined" }]);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(FakeSocket.count).toBe(1);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(FakeSocket.count).toBe(2);
  });

  test("comes back later and later while the server is away, and at once on request", async () => {
    for (const delay of [250, 500, 1_000]) {
      await FakeSocket.latest.drop(1006);
      const before = FakeSocket.count;
      await vi.advanceTimersByTimeAsync(delay - 1);
      expect(FakeSocket.count).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(FakeSocket.count).toBe(before + 1);
    }
    await FakeSocket.latest.drop(1006);
    const before = FakeSocket.count;
    await provider.open();
    expect(FakeSocket.count).toBe(before + 1);
  });

  test("is given up at once when the browser knows that the network is gone", async () => {
    provider.reopen();
    expect(heard.at(-1)).toBe("connecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.count).toBe(2);
  });
});

describe("tickets", () => {
  test("are fetched anew for each connection", async () => {
    provider.destroy();
    let number = 0;
    provider = connect({ fetchTicket: async () => `ticket-${++number}` });
    await provider.open();
    expect(FakeSocket.latest.url).toContain("ticket=ticket-1");
    await FakeSocket.latest.drop(4508);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.latest.url).toContain("ticket=ticket-2");
  });

  test("that are denied end the connection like a refused one", async () => {
    provider.destroy();
    provider = connect({ fetchTicket: () => Promise.reject(new ApiProblem(404, "There is nothing here.")) });
    await provider.open();
    expect(heard.at(-1)).toBe("ended 4404 no ticket");
    expect(FakeSocket.count).toBe(0);
  });

  test("that cannot be fetched are asked for again", async () => {
    provider.destroy();
    const fetchTicket = vi.fn().mockRejectedValueOnce(new TypeError("no network")).mockResolvedValue("ticket");
    provider = connect({ fetchTicket });
    await provider.open();
    expect(FakeSocket.count).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.latest.url).toContain("ticket=ticket");
  });
});
