// What is kept on the phone, so that work goes on without network: the day's package, and what was recorded and not sent yet.

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("ronda", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/**
 * One transaction on one store; done when the phone has written it.
 * @template T
 * @param {string} name @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} body
 * @returns {Promise<T>}
 */
async function within(name, mode, body) {
  const transaction = (await open()).transaction(name, mode, { durability: "strict" });
  const request = body(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** @param {string} key @param {any} value */
export const keep = (key, value) => within("kept", "readwrite", (store) => store.put(value, key));
/** @param {string} key */
export const kept = (key) => within("kept", "readonly", (store) => store.get(key));
/** Forgets everything that is kept but what stands under `but`; what waits to be sent stays. @param {string} [but] */
export const forget = (but) => within("kept", "readwrite", (store) => {
  const keys = store.getAllKeys();
  keys.onsuccess = () => keys.result.filter((key) => key !== but).forEach((key) => store.delete(key));
  return keys;
});
/** @param {any} row with its `id` */
export const enqueue = (row) => within("queue", "readwrite", (store) => store.put(row));
/** @param {string} id */
export const dequeue = (id) => within("queue", "readwrite", (store) => store.delete(id));
/** @returns {Promise<any[]>} */
export const queued = () => within("queue", "readonly", (store) => store.getAll());
