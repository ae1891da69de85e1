/**
 * All copies of documents that this browser holds: whoever signs out leaves none behind.
 */

const PREFIX = "collab:";
/** y-indexeddb's store for what is said about a copy, and the name under which `localCopy.ts` counts. */
const FACTS = "custom";
const UNSAVED = "unsaved";

/** How many edits are in this browser alone. */
export async function unsavedEdits(): Promise<number> {
  const counts = (await copyNames()).map(unsavedIn);
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Deletes every copy, and what is remembered about them. */
export async function eraseCopies(): Promise<void> {
  await Promise.all((await copyNames()).map((name) => settled(indexedDB.deleteDatabase(name))));
  const remembered = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of remembered) localStorage.removeItem(key);
}

async function copyNames(): Promise<string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name] : []));
}

async function unsavedIn(name: string): Promise<number> {
  const database = await settled(indexedDB.open(name));
  if (database === null) return 0;
  try {
    if (!database.objectStoreNames.contains(FACTS)) return 0;
    const value = await settled(database.transaction(FACTS).objectStore(FACTS).get(UNSAVED));
    return Number(value ?? 0);
  } finally {
    database.close();
  }
}

/** The answer to a request; null where the browser could not give one, or another tab holds the database. */
function settled<Answer>(request: IDBRequest<Answer> | IDBOpenDBRequest): Promise<Answer | null> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result as Answer);
    request.onerror = () => resolve(null);
    if ("onblocked" in request) request.onblocked = () => resolve(null);
  });
}
