/**
 * What is waiting to be sent, kept on this device: one row for each entry of each person.
 * @module
 */

/**
 * @typedef {object} Entry
 * @property {string} key         the idempotency key; a new one for every new content
 * @property {string} person      who made it; nobody else's session sends it
 * @property {string} action      where it is posted
 * @property {string} title       how it is called on the screen
 * @property {string} draft       the name under which keep.js keeps what was typed
 * @property {string} page        where it was made
 * @property {[string, FormDataEntryValue][]} fields
 * @property {number} at
 * @property {number} tries       how often it went over the line, with or without an answer
 * @property {"waiting" | "conflict" | "refused"} state
 * @property {Answer} [answer]    what the server said, when it was not "saved"
 *
 * @typedef {object} Answer
 * @property {"saved" | "conflict" | "invalid" | "refused" | "waiting" | "signed-out"} status
 * @property {string} [sentence]
 * @property {string} [url]
 * @property {string} [version]
 * @property {{label: string, mine: string, theirs: string}[]} [rows]
 * @property {Record<string, string[]>} [errors]
 */

const STORE = "waiting";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("wuzha", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>} when it is on the disk, not before
 */
async function inStore(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {Entry} entry */
export async function put(entry) {
  await inStore("readwrite", (store) => store.put(entry));
}

/** @param {string} key */
export async function drop(key) {
  await inStore("readwrite", (store) => store.delete(key));
}

/**
 * @param {string} key
 * @returns {Promise<Entry | undefined>}
 */
export function one(key) {
  return inStore("readonly", (store) => store.get(key));
}

/**
 * @param {string} person
 * @returns {Promise<Entry[]>} oldest first
 */
export async function waitingOf(person) {
  /** @type {Entry[]} */
  const all = await inStore("readonly", (store) => store.getAll());
  return all.filter((entry) => entry.person === person).sort((a, b) => a.at - b.at);
}

/** @returns {string} 128 random bits */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
