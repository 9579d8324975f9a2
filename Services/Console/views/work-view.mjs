// The collector's day as a list: whom to see, and what they owe.
import { h } from "../lib/element.mjs";
import { explain } from "../lib/explain.mjs";
import { clock, money, t } from "../lib/i18n.mjs";
import { hrefOf } from "../lib/place.mjs";
import { queue } from "../lib/queue.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { frame, ready } from "./page-frame.mjs";
import { work } from "./work.mjs";

/** Upper and lower case, accents and all, count for nothing when a name is looked for. @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

class WorkView extends HTMLElement {
  connectedCallback() {
    const wanted = signal("");
    if (!work.stops.value.length) work.load();
    this.stop = effect(() => this.render(wanted));
    this.stopList = effect(() => {
      if (work.loading.value) return;
      ready("work");
    });
  }

  disconnectedCallback() {
    this.stop?.();
    this.stopList?.();
    this.stopStops?.();
  }

  /** @param {{ value: string }} wanted */
  render(wanted) {
    this.stopStops?.();
    const list = h("div", { class: "cards" });
    const date = h("input", { type: "date", "aria-label": t("day.date"), onchange: (/** @type {any} */ event) => work.show(event.target.value) });
    const search = h("input", { type: "search", placeholder: t("work.search"), "aria-label": t("work.search"), oninput: (/** @type {any} */ event) => (wanted.value = event.target.value) });
    this.replaceChildren(...frame(t("work.title"), h("div", { class: "bar" }, date, search), list));
    this.stopStops = effect(() => {
      /** @type {HTMLInputElement} */ (date).value = work.date.value;
      const shown = work.stops.value.filter((stop) => plain(stop.debtor.name).includes(plain(wanted.value)));
      const problem = work.error.value ? h("p", { role: "alert", class: "problem" }, explain(work.error.value)) : null;
      const none = shown.length || work.loading.value || problem ? null : h("p", { class: "empty" }, t("work.none"));
      list.replaceChildren(...[problem, ...this.standing(), none, ...shown.map((stop) => this.card(stop))].filter((node) => node !== null));
    });
  }

  /** How old the list is without network, and what waits to be sent. */
  standing() {
    const count = queue.waiting.value.length;
    const zone = work.stops.value[0]?.debtor.time_zone;
    return [
      work.madeAt.value ? h("p", { class: "notice ask", role: "status" }, t("work.offline", { time: zone ? clock(work.madeAt.value, zone) : "" })) : null,
      count ? h("p", { class: "notice ask row", role: "status" }, t("queue.waiting", { count }), h("button", { type: "button", onclick: () => queue.flush() }, t("queue.send"))) : null,
    ];
  }

  /** @param {any} stop */
  card(stop) {
    const worst = Math.max(0, ...stop.accounts.map((/** @type {any} */ account) => account.days_past_due));
    return h(
      "a", { class: "card", href: hrefOf("debtor", stop.debtor.debtor_id), "data-debtor": stop.debtor.debtor_id },
      h("span", { class: "when" }, clock(stop.starts_at, stop.debtor.time_zone)),
      h("strong", {}, stop.debtor.name),
      h("span", { class: "amount" }, money(stop.amount_minor, stop.currency)),
      h("span", { class: "small" }, t("work.days", { days: worst })),
    );
  }
}

customElements.define("work-view", WorkView);
