// Files that could not be sent yet stay on this device, in IndexedDB, until the server has them. Each has a mark beside the
// copies of drafts, so that the same rules hold for both: counted at logout, gone then and when somebody else comes. What has
// no mark any more is removed wherever a page opens.
import { hasMark, mark, marked, unmark } from "./copies.js";

const BASE = "tierdesk";
const STORE = "files";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(BASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Runs `act` on the store; what it asked for, once that is on the disk. */
async function within(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction(STORE, mode);
      const asked = act(change.objectStore(STORE));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    base.close();
  }
}

/** Keeps a file of a draft; what to call it by, or null where the device keeps nothing. */
export async function keepFile(draft, file) {
  const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  if (!mark(draft, id)) return null;
  try {
    await within("readwrite", (store) => store.put({ id, draft, file }));
    return id;
  } catch {
    unmark(draft, id);
    return null;
  }
}

/** The files of a draft that wait here, `{id, file}`, oldest first. */
export async function filesOf(draft) {
  if (!marked(draft)) return [];
  const all = await within("readonly", (store) => store.getAll()).catch(() => []);
  return all.filter((one) => one.draft === draft && hasMark(draft, one.id));
}

/** The server has it, or nobody wants it. */
export async function dropFile(draft, id) {
  unmark(draft, id);
  await within("readwrite", (store) => store.delete(id)).catch(() => null);
}

/** Removes what has no mark any more. */
export async function sweepFiles() {
  if (!window.indexedDB) return;
  const bases = await indexedDB.databases?.().catch(() => []);
  // A device that never kept a file is left alone; a browser that cannot tell is asked to look.
  if (bases && !bases.some((base) => base.name === BASE)) return;
  const all = await within("readonly", (store) => store.getAll()).catch(() => []);
  const gone = all.filter((one) => !hasMark(one.draft, one.id));
  if (gone.length) await within("readwrite", (store) => gone.map((one) => store.delete(one.id)).at(-1)).catch(() => null);
}
