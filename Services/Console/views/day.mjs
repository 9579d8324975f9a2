// One business day as the server tells it, kept current by the live stream.
import { get } from "../lib/session.mjs";
import { signal } from "../lib/signal.mjs";

export class Day {
  date = signal("");
  loading = signal(true);
  connected = signal(false);
  problem = signal("");
  /** @type {{ value: any }} GeoJSON of the zones. */
  zones = signal({ type: "FeatureCollection", features: [] });
  /** @type {{ value: any[] }} */
  routes = signal([]);
  /** @type {{ value: any[] }} */
  leftOut = signal([]);
  /** @type {{ value: any[] }} */
  figures = signal([]);
  /** @type {{ value: Map<string, any> }} The last position of each collector. */
  positions = signal(new Map());
  /** @type {{ value: string | null }} The collector whose route is looked at. */
  chosen = signal(null);
  grouping = signal("collector");
  /** The city that is looked at; empty until one is known. */
  city = signal("");
  /** @type {any} */
  #pending = null;

  /** Shows the newest planned day. What one service cannot say does not hide what the others can. */
  async load() {
    await this.#guard(async () => {
      this.zones.value = await get("/api/assignment-routing/v1/zones");
    });
    await Promise.all([
      this.#guard(async () => {
        const positions = await get("/api/reporting/v1/positions");
        this.positions.value = new Map(positions.items.map((/** @type {any} */ item) => [item.collector_id, item]));
      }),
      this.#guard(async () => {
        const plan = await get("/api/assignment-routing/v1/plans");
        if (plan.business_date) await this.#read(plan.business_date);
      }),
    ]);
    this.loading.value = false;
  }

  /** @param {string} date */
  async show(date) {
    this.loading.value = true;
    await this.#guard(() => this.#read(date));
    this.loading.value = false;
  }

  /** @param {string} by */
  async groupBy(by) {
    this.grouping.value = by;
    await this.#guard(() => this.#readFigures());
  }

  /** The cities of the zones, in the order of the alphabet. */
  get cities() {
    return [...new Set(this.zones.value.features.map((/** @type {any} */ zone) => zone.properties.city))].sort();
  }

  /** Whether something in `zoneCode` is in the city that is looked at; what is in no zone is in every city. @param {string | null} zoneCode */
  isShown(zoneCode) {
    const zone = this.zones.value.features.find((/** @type {any} */ feature) => feature.properties.code === zoneCode);
    return !zone || !this.city.value || zone.properties.city === this.city.value;
  }

  /** Begins with the city that has most to do. */
  #chooseCity() {
    if (this.city.value || !this.routes.value.length || !this.cities.length) return;
    const stops = (/** @type {string} */ city) => this.routes.value.filter((route) => this.#cityOf(route.zone_code) === city)
      .reduce((sum, route) => sum + route.stops.length, 0);
    this.city.value = this.cities.reduce((best, city) => stops(city) > stops(best) ? city : best);
  }

  /** @param {string} code */
  #cityOf(code) {
    return this.zones.value.features.find((/** @type {any} */ zone) => zone.properties.code === code)?.properties.city;
  }

  /** The collector's name, where the server gave one. @param {any} route */
  nameOf(route) {
    return route.collector_name ?? route.collector_id;
  }

  /** @param {{ type: string, data: any }} event */
  apply({ type, data }) {
    if (type === "position") this.positions.value = new Map(this.positions.value).set(data.collector_id, data);
    else if (type === "route" || type === "visit" || type === "payment" || type === "figures") this.#refreshSoon();
  }

  /** Many events come at once; one reading answers them all. */
  #refreshSoon() {
    if (this.#pending || !this.date.value) return;
    this.#pending = setTimeout(async () => {
      this.#pending = null;
      await this.#guard(() => this.#read(this.date.value));
    }, 200);
  }

  /** @param {string} date */
  async #read(date) {
    const query = `?date=${date}`;
    const [routes, leftOut] = await Promise.all([
      get(`/api/assignment-routing/v1/routes${query}`),
      get(`/api/assignment-routing/v1/left-out${query}`),
    ]);
    this.date.value = date;
    this.routes.value = routes.items;
    this.leftOut.value = leftOut.items;
    this.#chooseCity();
    await this.#guard(() => this.#readFigures());
  }

  async #readFigures() {
    const answer = await get(`/api/reporting/v1/figures?date=${this.date.value}&by=${this.grouping.value}`);
    this.figures.value = answer.items;
  }

  /** @param {() => Promise<void>} body */
  async #guard(body) {
    try {
      await body();
      this.problem.value = "";
    } catch (error) {
      console.warn("day", error);
      this.problem.value = "problem.server";
    }
  }
}
