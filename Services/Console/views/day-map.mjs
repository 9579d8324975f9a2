// Zones, routes and collectors on Leaflet. The same facts stand in the tables beside it.
import { t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";

/** Distinguishable without colour vision when told apart by shape and initials too; order fixed per collector. */
const colours = ["#0b5d5b", "#a33b20", "#3f4c9a", "#7a5c00", "#7b2d6e", "#2f6b1f", "#94404f", "#1d5f8a"];

/** @param {string} id */
const colourOf = (id) => colours[[...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % colours.length];

/** @param {string} name */
const initials = (name) => name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase();

class DayMap extends HTMLElement {
  connectedCallback() {
    const L = /** @type {any} */ (globalThis).L;
    const day = /** @type {import("./day.mjs").Day} */ (/** @type {any} */ (this).day);
    this.setAttribute("aria-label", t("map.label"));
    this.setAttribute("role", "region");
    // maxZoom must be set where there are no tiles; canvas carries many stops.
    this.map = L.map(this, { maxZoom: 19, tap: false, preferCanvas: true, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
    this.map.setView([-12.06, -77.04], 11);
    this.map.attributionControl.setPrefix(false);
    const zones = L.layerGroup().addTo(this.map);
    const routes = L.layerGroup().addTo(this.map);
    const people = L.layerGroup().addTo(this.map);
    this.stops = [
      effect(() => this.drawZones(L, zones, day.zones.value)),
      effect(() => this.drawRoutes(L, routes, day)),
      effect(() => this.drawPeople(L, people, day)),
    ];
    this.observer = new ResizeObserver(() => this.map.invalidateSize());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
    this.observer?.disconnect();
    this.map?.remove();
  }

  /** @param {any} L @param {any} layer @param {any} zones */
  drawZones(L, layer, zones) {
    layer.clearLayers();
    if (!zones.features.length) return;
    const shapes = L.geoJSON(zones, { style: { color: "#5b6b6a", weight: 1, fillOpacity: 0.06 } });
    shapes.eachLayer((/** @type {any} */ shape) => shape.bindTooltip(`${shape.feature.properties.code} ${shape.feature.properties.name}`));
    shapes.addTo(layer);
  }

  /** @param {any} L @param {any} layer @param {import("./day.mjs").Day} day */
  drawRoutes(L, layer, day) {
    layer.clearLayers();
    const chosen = day.chosen.value;
    const bounds = L.latLngBounds([]);
    for (const route of day.routes.value) {
      if (!day.isShown(route.zone_code) || (chosen && route.collector_id !== chosen)) continue;
      const colour = colourOf(route.collector_id);
      const line = [route.start, ...route.stops.map((/** @type {any} */ stop) => stop.location), route.end].map(({ lat, lon }) => [lat, lon]);
      L.polyline(line, { color: colour, weight: chosen ? 4 : 2, opacity: 0.8 })
        .on("click", () => (day.chosen.value = chosen ? null : route.collector_id))
        .bindTooltip(`${day.nameOf(route)} · ${t("map.stops", { count: route.stops.length })}`, { sticky: true })
        .addTo(layer);
      for (const stop of route.stops) {
        L.circleMarker([stop.location.lat, stop.location.lon], {
          radius: chosen ? 7 : 4, color: colour, weight: 2, fillColor: stop.status === "visited" ? colour : "#fff", fillOpacity: 1,
        }).bindTooltip(`${stop.sequence} · ${t(`stop.${stop.status}`)}`).addTo(layer);
        bounds.extend([stop.location.lat, stop.location.lon]);
      }
    }
    if (bounds.isValid() && this.fitted !== `${day.date.value}/${day.city.value}/${chosen}`) {
      this.fitted = `${day.date.value}/${day.city.value}/${chosen}`;
      this.map.fitBounds(bounds, { padding: [24, 24], animate: false });
    }
  }

  /** @param {any} L @param {any} layer @param {import("./day.mjs").Day} day */
  drawPeople(L, layer, day) {
    layer.clearLayers();
    for (const position of day.positions.value.values()) {
      const location = position.location ?? position;
      const name = position.collector_name ?? "";
      L.marker([location.lat, location.lon], { icon: L.divIcon({ className: "person", html: initials(name).replace(/[^\p{L}]/gu, ""), iconSize: [28, 28] }), title: name, alt: name })
        .addTo(layer);
    }
  }
}

customElements.define("day-map", DayMap);
