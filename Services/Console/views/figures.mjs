// The indicators of a period and the portfolio, as they are asked for.
import { get, Problem } from "../lib/session.mjs";
import { signal } from "../lib/signal.mjs";

const root = "/api/reporting/v1";

/** What figures can be told apart by, and narrowed to. */
export const groups = ["collector", "team", "zone", "segment", "creditor", "date"];
export const filters = ["collector", "zone", "segment"];

/** @param {Date} date */
const text = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

export class Figures {
  from = signal(text(new Date(new Date().getFullYear(), new Date().getMonth(), 1)));
  to = signal(text(new Date()));
  by = signal("collector");
  /** `loading`, `ready`, `empty` or `failed`. */
  state = signal("loading");
  /** The code of the problem, and the field that it is about. */
  problem = signal("");
  /** Chosen keys by filter; empty for all. @type {{ value: Record<string, string> }} */
  chosen = signal({});
  /** What can be chosen, by filter. @type {{ value: Record<string, { key: string, label: string }[]> }} */
  choices = signal({});
  /** @type {{ value: any }} */
  total = signal(null);
  /** @type {{ value: any[] }} */
  items = signal([]);
  /** @type {{ value: any[] }} */
  days = signal([]);
  /** @type {{ value: any[] }} */
  portfolio = signal([]);
  /** The newest question; older answers are dropped. */
  #asked = 0;

  /** The period and what it is narrowed to, as a query. @param {Record<string, string>} [more] */
  query(more = {}) {
    const query = new URLSearchParams({ from: this.from.value, to: this.to.value, ...more });
    for (const filter of filters) if (this.chosen.value[filter]) query.set(`${filter}_id`, this.chosen.value[filter]);
    return query.toString();
  }

  async load() {
    const asked = ++this.#asked;
    this.state.value = "loading";
    try {
      const [total, items, days, portfolio] = await Promise.all([
        get(`${root}/indicators?${this.query({ by: "total" })}`),
        get(`${root}/indicators?${this.query({ by: this.by.value })}`),
        get(`${root}/indicators?${this.query({ by: "date" })}`),
        get(`${root}/portfolio?by=bucket`),
      ]);
      if (asked !== this.#asked) return;
      this.total.value = total.items[0] ?? null;
      this.items.value = items.items;
      this.days.value = days.items;
      this.portfolio.value = portfolio.items;
      this.problem.value = "";
      this.state.value = isSomething(this.total.value) ? "ready" : "empty";
    } catch (error) {
      if (asked !== this.#asked) return;
      console.warn("figures", error);
      const refused = error instanceof Problem && error.status < 500;
      this.problem.value = refused ? `figures.refused_${error.errors[0]?.field ?? "unknown"}` : "problem.server";
      this.state.value = "failed";
    }
  }

  /** What filters offer: whoever and whatever had something in the period. */
  async loadChoices() {
    try {
      const answers = await Promise.all(filters.map((filter) => get(`${root}/indicators?from=${this.from.value}&to=${this.to.value}&by=${filter}`)));
      this.choices.value = Object.fromEntries(filters.map((filter, index) => [
        filter,
        answers[index].items.filter((/** @type {any} */ item) => item.key)
          .map((/** @type {any} */ item) => ({ key: item.key, label: item.label ?? item.key }))
          .sort((/** @type {any} */ a, /** @type {any} */ b) => a.label.localeCompare(b.label)),
      ]));
    } catch (error) {
      // The page works without filters, and the answers say what is wrong.
      console.warn("choices", error);
    }
  }

  /** @param {string} by */
  groupBy(by) {
    // What is there is of the old grouping.
    this.state.value = "loading";
    this.by.value = by;
    return this.load();
  }

  /** @param {string} filter @param {string} key */
  choose(filter, key) {
    this.chosen.value = { ...this.chosen.value, [filter]: key };
    return this.load();
  }

  /**
   * A file, as the server writes it.
   * @param {string} dataset @param {string} format @param {string} language
   */
  download(dataset, format, language) {
    return get(`${root}/exports/${dataset}.${format}?${this.query({ language })}`);
  }
}

/** @param {any} item */
const isSomething = (item) => !!item && (Object.values(item.measures).some((value) => value !== 0) || item.amounts.length > 0);

/** The indicator of a group, in the currency in which most was claimed or collected. @param {any} item @param {string} id */
export function indicator(item, id) {
  const all = item.indicators.filter((/** @type {any} */ value) => value.id === id);
  return all.reduce((/** @type {any} */ best, /** @type {any} */ value) => !best || value.denominator > best.denominator ? value : best, null);
}
