// The supervisor's day: the same routes on a map and in a table, what was left out and why, and figures that move.
import { h } from "../lib/element.mjs";
import { t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";
import { listen } from "../lib/session.mjs";
import { Day } from "./day.mjs";
import { account, navigation } from "./page-frame.mjs";
import "./day-map.mjs";
import "./route-table.mjs";
import "./left-out-table.mjs";
import "./figures-panel.mjs";

const panels = ["routes", "left_out", "figures"];

class DayView extends HTMLElement {
  connectedCallback() {
    this.day = new Day();
    this.abort = new AbortController();
    this.stopRendering = effect(() => this.render());
    this.day.load();
    listen("/api/reporting/v1/live", (event) => this.day?.apply(event), this.abort.signal, (connected) => {
      if (this.day) this.day.connected.value = connected;
    });
    this.stopReady = effect(() => {
      document.body.dataset.ready = this.day?.loading.value ? "" : "day";
      document.body.dataset.live = this.day?.connected.value ? "on" : "off";
    });
  }

  disconnectedCallback() {
    this.abort?.abort();
    this.stopRendering?.();
    this.stopReady?.();
  }

  render() {
    const day = /** @type {Day} */ (this.day);
    const date = h("input", { type: "date", name: "date", "aria-label": t("day.date"), onchange: (/** @type {any} */ event) => day.show(event.target.value) });
    const problem = h("p", { role: "alert", class: "problem" });
    const live = h("span", { class: "live", role: "status" });
    effect(() => {
      /** @type {HTMLInputElement} */ (date).value = day.date.value;
      problem.textContent = day.problem.value ? t(day.problem.value) : "";
      live.textContent = t(day.connected.value ? "day.live" : "day.not_live");
    });
    const city = h("select", { name: "city", "aria-label": t("day.city"), onchange: (/** @type {any} */ event) => {
      day.chosen.value = null;
      day.city.value = event.target.value;
    } });
    effect(() => city.replaceChildren(...day.cities.map((name) => h("option", { value: name, selected: name === day.city.value }, t(`city.${name}`)))));
    const map = this.part("day-map");
    this.replaceChildren(
      h(
        "header", {}, h("h1", {}, "Ronda"), navigation(), city, date, live, ...account(),
      ),
      problem,
      h("main", { class: "day" }, map, h("section", { class: "panels" }, this.tabs(), ...panels.map((name, index) => {
        const panel = this.part({ routes: "route-table", left_out: "left-out-table", figures: "figures-panel" }[name] ?? "");
        panel.id = `panel-${name}`;
        panel.setAttribute("role", "tabpanel");
        panel.hidden = index > 0;
        return panel;
      }))),
    );
  }

  tabs() {
    return h("div", { role: "tablist", "aria-label": t("day.panels") }, ...panels.map((name, index) =>
      h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "aria-selected": String(index === 0),
        onclick: () => this.choose(name),
      }, t(`panel.${name}`))));
  }

  /** @param {string} chosen */
  choose(chosen) {
    for (const name of panels) {
      this.querySelector(`#tab-${name}`)?.setAttribute("aria-selected", String(name === chosen));
      /** @type {HTMLElement} */ (this.querySelector(`#panel-${name}`)).hidden = name !== chosen;
    }
  }

  /** @param {string} name */
  part(name) {
    const element = /** @type {any} */ (document.createElement(name));
    element.day = this.day;
    return /** @type {HTMLElement} */ (element);
  }
}

customElements.define("day-view", DayView);
