import { h, table } from "../lib/element.mjs";
import { money, t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";

const groupings = ["total", "collector", "zone", "segment"];

class FiguresPanel extends HTMLElement {
  connectedCallback() {
    const day = /** @type {import("./day.mjs").Day} */ (/** @type {any} */ (this).day);
    this.stop = effect(() => {
      const by = day.grouping.value;
      const items = day.figures.value;
      this.replaceChildren(
        h("label", {}, t("figures.by"), h("select", { name: "by", onchange: (/** @type {any} */ event) => day.groupBy(event.target.value) },
          ...groupings.map((name) => h("option", { value: name, selected: name === by }, t(`figures.by_${name}`))))),
        table(
          t("figures.caption"),
          ["name", "planned", "visits", "contacts", "promises", "promised", "paid"].map((name) => t(`figures.${name}`)),
          items.map((item) => [
            item.label ?? item.key ?? t("figures.by_total"), item.planned_stops, item.visits, item.contacts, item.promises,
            item.currency ? money(item.promised_minor, item.currency) : "–", item.currency ? money(item.paid_minor, item.currency) : "–",
          ]),
          (index) => ({ "data-key": items[index].key ?? "total" })),
      );
    });
  }

  disconnectedCallback() {
    this.stop?.();
  }
}

customElements.define("figures-panel", FiguresPanel);
