// Names of staff by their ids, each asked for once.
import { get, Problem } from "./session.mjs";

export class StaffNames {
  /** Nothing for who is outside of the reader's scope. @type {Map<string, string | null>} */
  #names = new Map();

  /** @param {(string | null | undefined)[]} ids nobody, where it was the service itself, is passed over */
  async learn(ids) {
    await Promise.all([...new Set(ids)].map((id) => id && !this.#names.has(id) ? this.#ask(id) : null));
  }

  /** @param {string} id */
  async #ask(id) {
    try {
      this.#names.set(id, (await get(`/api/identity/v1/staff/${id}`)).full_name);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      this.#names.set(id, null);
    }
  }

  /** @param {string} id */
  of(id) {
    return this.#names.get(id) ?? null;
  }
}
