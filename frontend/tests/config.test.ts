import { expect, test } from "vitest";
import { parseConfig, websocketAddress } from "../src/config";

const PAGE = {
  capabilities: ["read", "write"],
  csrfToken: "token",
  document: { epoch: 3, id: "an-id", title: "Plan" },
  role: "editor",
  urls: { api: "/api/v1/", list: "/", login: "/accounts/login/", websocket: "/ws/documents" },
  user: { color: "#1d4ed8", id: "user:1", name: "Ada" },
};

test("a page's configuration is read", () => {
  const config = parseConfig(JSON.stringify(PAGE));
  expect(config.document).toEqual({ epoch: 3, id: "an-id", title: "Plan" });
  expect([...config.capabilities]).toEqual(["read", "write"]);
  expect(config.ticket).toBe(false);
});

test("a guest is known as one, and whether they have a name", () => {
  expect(parseConfig(JSON.stringify(PAGE))).toMatchObject({ isNameless: false, user: { isGuest: false } });
  const page = { ...PAGE, nameless: true, user: { ...PAGE.user, guest: true } };
  expect(parseConfig(JSON.stringify(page))).toMatchObject({ isNameless: true, user: { isGuest: true } });
});

test.each(["document", "user", "urls", "role", "csrfToken"])("a page without %s is a fault that names it", (part) => {
  const { [part]: _left, ...rest } = PAGE as Record<string, unknown>;
  expect(() => parseConfig(JSON.stringify(rest))).toThrow(part);
});

test("a secure page has a secure websocket", () => {
  expect(websocketAddress("/ws/documents", { host: "a.example", protocol: "https:" })).toBe(
    "wss://a.example/ws/documents",
  );
  expect(websocketAddress("/ws/documents", { host: "localhost:8000", protocol: "http:" })).toBe(
    "ws://localhost:8000/ws/documents",
  );
});
