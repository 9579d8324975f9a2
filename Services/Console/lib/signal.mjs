// Values that tell who uses them when they change.

/**
 * @typedef {object} Reader
 * @property {() => void} run
 * @property {Set<Set<Reader>>} sources where the reader is listed, so that it can be taken off
 */

/** @type {Reader | null} */
let current = null;

/**
 * @template T
 * @param {T} initial
 */
export function signal(initial) {
  let value = initial;
  /** @type {Set<Reader>} */
  const readers = new Set();
  return {
    get value() {
      if (current) {
        readers.add(current);
        current.sources.add(readers);
      }
      return value;
    },
    set value(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const reader of [...readers]) reader.run();
    },
  };
}

/**
 * Runs `body` now and whenever a signal that it read changes, until the returned function is called.
 * @param {() => void} body
 * @returns {() => void}
 */
export function effect(body) {
  /** @type {Reader} */
  const reader = {
    sources: new Set(),
    run() {
      forget();
      const outer = current;
      current = reader;
      try {
        body();
      } finally {
        current = outer;
      }
    },
  };
  const forget = () => {
    for (const readers of reader.sources) readers.delete(reader);
    reader.sources.clear();
  };
  reader.run();
  return forget;
}
