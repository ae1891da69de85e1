/** People who look in: each opens a document, types a word, is told that it is saved, and leaves. */

import { Client } from "./clients.mjs";

const ROOT = "text";

async function visit(options, number) {
  const client = new Client(options);
  await client.until(() => client.provider.synced);
  client.doc.getText(ROOT).insert(0, `${number} `);
  const saved = await client.saved();
  client.close();
  if (!saved) throw new Error(`visit ${number} was not saved`);
}

export const commands = {
  /** Makes so many visits, spread over addresses and documents, some of them at the same time. */
  visit: async ({ addresses, atOnce, count, documents, ...options }) => {
    let made = 0;
    const goOn = async () => {
      while (made < count) {
        const number = made;
        made += 1;
        const address = addresses[number % addresses.length];
        await visit({ ...options, address, document: documents[number % documents.length] }, number);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, goOn));
  },
};
