// What a collector takes along for a day: the stops with their debtors and accounts.
import { laterBy } from "../lib/amounts.mjs";
import { get } from "../lib/session.mjs";
import { signal } from "../lib/signal.mjs";

const base = "/api/visit-capture/v1";
/** Days that are looked through for the next route. */
const horizon = 4;

export class Work {
  date = signal("");
  /** @type {{ value: any[] }} */
  stops = signal([]);
  loading = signal(true);
  /** @type {{ value: unknown }} */
  error = signal(null);

  /** The next day with a route, from today on. */
  async load() {
    await this.#guard(async () => {
      let answer = await get(`${base}/package`);
      const today = answer.business_date;
      for (let days = 1; !answer.stops.length && days <= horizon; days += 1) {
        answer = await get(`${base}/package?date=${laterBy(today, days)}`);
      }
      this.#take(answer);
    });
  }

  /** @param {string} date */
  async show(date) {
    await this.#guard(async () => this.#take(await get(`${base}/package?date=${date}`)));
  }

  /** @param {string} debtorID */
  stopOf(debtorID) {
    return this.stops.value.find((stop) => stop.debtor.debtor_id === debtorID);
  }

  /** @param {any} answer */
  #take(answer) {
    this.date.value = answer.business_date;
    this.stops.value = answer.stops;
  }

  /** @param {() => Promise<void>} body */
  async #guard(body) {
    this.loading.value = true;
    try {
      await body();
      this.error.value = null;
    } catch (error) {
      this.error.value = error;
    }
    this.loading.value = false;
  }
}

/** One for all of the collector's pages: going back to the list loads nothing again. */
export const work = new Work();
