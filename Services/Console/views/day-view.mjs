// The supervisor's day: the same routes on a map and in a table, what was left out and why, and figures that move.
import { h } from "../lib/element.mjs";
import { known, t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";
import { listen } from "../lib/session.mjs";
import { Day } from "./day.mjs";
import { header, ready } from "./page-frame.mjs";
import "./day-map.mjs";
import "./route-table.mjs";
import "./left-out-table.mjs";
import "./figures-panel.mjs";

/** The panels and their elements, in the order of the tabs. */
const panels = { routes: "route-table", left_out: "left-out-table", figures: "figures-panel" };

/** A city's name; one that no catalogue knows stands as its zones have it. @param {string} city */
const cityName = (city) => known(`city.${city}`) ? t(`city.${city}`) : city;

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
      ready(this.day?.loading.value ? "" : "day");
      document.body.dataset.live = this.day?.connected.value ? "on" : "off";
    });
  }

  disconnectedCallback() {
    this.abort?.abort();
    this.stopRendering?.();
    this.stopReady?.();
    for (const stop of this.stops ?? []) stop();
  }

  render() {
    const day = /** @type {Day} */ (this.day);
    for (const stop of this.stops ?? []) stop();
    const date = h("input", { type: "date", name: "date", "aria-label": t("day.date"), onchange: (/** @type {any} */ event) => day.show(event.target.value) });
    const problem = h("p", { role: "alert", class: "problem" });
    const live = h("span", { class: "live", role: "status" });
    const city = h("select", { name: "city", "aria-label": t("day.city"), onchange: (/** @type {any} */ event) => {
      day.chosen.value = null;
      day.city.value = event.target.value;
    } });
    const map = this.part("day-map");
    this.replaceChildren(
      header(city, date, live), problem,
      h("main", { class: "day" }, map, h("section", { class: "panels" }, this.tabs(), ...Object.entries(panels).map(([name, element]) => {
        const panel = this.part(element);
        panel.id = `panel-${name}`;
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", `tab-${name}`);
        return panel;
      }))),
    );
    this.choose(this.panel ?? Object.keys(panels)[0]);
    this.stops = [
      effect(() => {
        /** @type {HTMLInputElement} */ (date).value = day.date.value;
        problem.textContent = day.problem.value ? t(day.problem.value) : "";
        live.textContent = t(day.connected.value ? "day.live" : "day.not_live");
      }),
      effect(() => city.replaceChildren(...day.cities.map((name) => h("option", { value: name, selected: name === day.city.value }, cityName(name))))),
    ];
  }

  tabs() {
    return h("div", { role: "tablist", "aria-label": t("day.panels"), onkeydown: (/** @type {KeyboardEvent} */ event) => this.step(event) },
      ...Object.keys(panels).map((name) => h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.choose(name),
      }, t(`panel.${name}`))));
  }

  /** @param {string} chosen */
  choose(chosen) {
    this.panel = chosen;
    for (const name of Object.keys(panels)) {
      const tab = /** @type {HTMLElement} */ (this.querySelector(`#tab-${name}`));
      tab.setAttribute("aria-selected", String(name === chosen));
      tab.tabIndex = name === chosen ? 0 : -1;
      /** @type {HTMLElement} */ (this.querySelector(`#panel-${name}`)).hidden = name !== chosen;
    }
  }

  /** The arrow keys go from tab to tab, as in every list of tabs. @param {KeyboardEvent} event */
  step(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const names = Object.keys(panels);
    const next = names[(names.indexOf(this.panel ?? names[0]) + by + names.length) % names.length];
    this.choose(next);
    /** @type {HTMLElement} */ (this.querySelector(`#tab-${next}`)).focus();
  }

  /** @param {string} name */
  part(name) {
    const element = /** @type {any} */ (document.createElement(name));
    element.day = this.day;
    return /** @type {HTMLElement} */ (element);
  }
}

customElements.define("day-view", DayView);
