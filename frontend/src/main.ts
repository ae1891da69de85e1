/**
 * The editor page: makes the parts and connects them, nothing else.
 */

import { Api } from "./api";
import { readConfig, websocketAddress } from "./config";
import { EditorPage } from "./editorPage";
import { LiveDocument } from "./liveDocument";
import { SCHEMA_VERSION } from "./schema";
import { bindMenus } from "./ui/menus";
import { bindQuickSwitch } from "./ui/quickSwitch";
import { bindSignOut } from "./ui/signOut";

const config = readConfig(document);
const api = new Api({ base: config.urls.api, csrfToken: config.csrfToken, documentId: config.document.id });

/** Yjs draws client ids from the same range. */
const freshClient = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

const live = new LiveDocument({
  connection: {
    address: websocketAddress(config.urls.websocket, location),
    documentId: config.document.id,
    params: { epoch: String(config.document.epoch), schema: String(SCHEMA_VERSION), v: "1" },
    ...(config.ticket ? { fetchTicket: () => api.ticket() } : {}),
  },
  copy: { documentId: config.document.id, epoch: config.document.epoch, userId: config.user.id },
  freshClient,
  isOnline: () => navigator.onLine,
  now: () => Date.now(),
  user: config.user,
});

new EditorPage(config, api, live).start();
bindMenus();
bindQuickSwitch();
bindSignOut();
