// What a collector takes along for a day: the stops with their debtors and accounts.
import { laterBy } from "../lib/amounts.mjs";
import { keep, kept } from "../lib/device.mjs";
import { NoNetwork, get, packageKey, session } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";

const base = "/api/visit-capture/v1";
/** Days that are looked through for the next route. */
const horizon = 4;

export class Work {
  date = signal("");
  /** @type {{ value: any[] }} */
  stops = signal([]);
  /** @type {{ value: any[] }} What may come of a visit, by country. */
  outcomes = signal([]);
  loading = signal(true);
  /** @type {{ value: unknown }} */
  error = signal(null);
  /** @type {{ value: string }} Without network: when the package that is shown was made. */
  madeAt = signal("");

  #owner = session.value?.staff?.staff_id;

  constructor() {
    // The stops are those of one person: the next one to sign in begins with none.
    effect(() => {
      const owner = session.value?.staff?.staff_id;
      if (owner === this.#owner) return;
      this.#owner = owner;
      this.#show({ business_date: "", stops: [], outcomes: [] });
      this.madeAt.value = "";
    });
  }

  /** The next day with a route, from today on. */
  async load() {
    await this.#guard(async () => {
      let answer = await get(`${base}/package`);
      const today = answer.business_date;
      for (let days = 1; !answer.stops.length && days <= horizon; days += 1) {
        answer = await get(`${base}/package?date=${laterBy(today, days)}`);
      }
      await this.#take(answer);
    });
  }

  /** @param {string} date */
  async show(date) {
    await this.#guard(async () => await this.#take(await get(`${base}/package?date=${date}`)));
  }

  /** @param {string} debtorID */
  stopOf(debtorID) {
    return this.stops.value.find((stop) => stop.debtor.debtor_id === debtorID);
  }

  /** What a visit to the stop's debtor may come to; nothing when the package does not say. @param {any} stop */
  treeOf(stop) {
    const trees = this.outcomes.value;
    return trees.find((tree) => tree.country === stop.debtor.country) ?? trees.find((tree) => tree.country === "*");
  }

  /** Shows a package and keeps it on the phone. @param {any} answer */
  async #take(answer) {
    // Nobody is shown what somebody else has asked for.
    if (answer.route && answer.route.collector_id !== session.value?.staff?.staff_id) return;
    this.#show(answer);
    this.madeAt.value = "";
    await keep(packageKey(), answer);
  }

  /** @param {any} answer */
  #show(answer) {
    this.date.value = answer.business_date;
    this.outcomes.value = answer.outcomes ?? [];
    this.stops.value = answer.stops;
  }

  /** The package that was last fetched, as far as the phone has one. */
  async #remember() {
    const answer = await kept(packageKey());
    if (!answer) return false;
    this.#show(answer);
    this.madeAt.value = answer.generated_at;
    return true;
  }

  /** @param {() => Promise<void>} body */
  async #guard(body) {
    this.loading.value = true;
    try {
      await body();
      this.error.value = null;
    } catch (error) {
      const isRemembered = error instanceof NoNetwork && await this.#remember();
      this.error.value = isRemembered ? null : error;
    }
    this.loading.value = false;
  }
}

/** One for all of the collector's pages: going back to the list loads nothing again. */
export const work = new Work();
