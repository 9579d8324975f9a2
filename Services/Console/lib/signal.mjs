// Values that tell who uses them when they change.

/** @type {(() => void) | null} */
let running = null;

/**
 * @template T
 * @param {T} initial
 */
export function signal(initial) {
  let current = initial;
  /** @type {Set<() => void>} */
  const readers = new Set();
  return {
    get value() {
      if (running) readers.add(running);
      return current;
    },
    set value(next) {
      if (Object.is(next, current)) return;
      current = next;
      for (const reader of [...readers]) reader();
    },
    /** @param {() => void} reader */
    forget(reader) {
      readers.delete(reader);
    },
  };
}

/**
 * Runs `body` now and whenever a signal that it read changes, until the returned function is called.
 * @param {() => void} body
 * @returns {() => void}
 */
export function effect(body) {
  let stopped = false;
  const run = () => {
    if (stopped) return;
    const outer = running;
    running = run;
    try {
      body();
    } finally {
      running = outer;
    }
  };
  run();
  return () => {
    stopped = true;
  };
}
