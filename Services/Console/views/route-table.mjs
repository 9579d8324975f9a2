import { h, table } from "../lib/element.mjs";
import { clock, kilometres, money, t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";

class RouteTable extends HTMLElement {
  connectedCallback() {
    const day = /** @type {import("./day.mjs").Day} */ (/** @type {any} */ (this).day);
    this.stop = effect(() => {
      const chosen = day.routes.value.find((route) => route.collector_id === day.chosen.value);
      this.replaceChildren(chosen ? this.stops(day, chosen) : this.routes(day));
    });
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** @param {import("./day.mjs").Day} day */
  routes(day) {
    const routes = day.routes.value.filter((route) => day.isShown(route.zone_code));
    const rows = routes.map((route) => [
      h("button", { type: "button", class: "link", onclick: () => (day.chosen.value = route.collector_id) }, day.nameOf(route)),
      route.zone_code ?? "",
      `${route.stops.filter((/** @type {any} */ stop) => stop.status === "visited").length} / ${route.stops.length}`,
      kilometres(route.distance_metres),
      `${clock(route.starts_at, route.time_zone)}–${clock(route.ends_at, route.time_zone)}`,
    ]);
    return table(
      t("routes.caption", { count: rows.length }), ["routes.collector", "routes.zone", "routes.stops", "routes.distance", "routes.hours"].map((code) => t(code)),
      rows, (index) => ({ "data-collector": routes[index].collector_id }));
  }

  /** @param {import("./day.mjs").Day} day @param {any} route */
  stops(day, route) {
    const rows = route.stops.map((/** @type {any} */ stop) => [
      stop.sequence, clock(stop.starts_at, route.time_zone), money(stop.amount_minor, stop.currency), stop.priority, t(`stop.${stop.status}`),
    ]);
    return h(
      "div", {},
      h("button", { type: "button", onclick: () => (day.chosen.value = null) }, t("routes.back")),
      table(t("stops.caption", { name: day.nameOf(route) }), ["stops.place", "stops.time", "stops.amount", "stops.priority", "stops.status"].map((code) => t(code)),
        rows, (index) => ({ "data-stop": route.stops[index].stop_id })),
    );
  }
}

customElements.define("route-table", RouteTable);
