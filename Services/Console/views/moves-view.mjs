// Who gave which debtor to whom, the newest first, for those who decide about it and for auditors.
import { h, wideTable } from "../lib/element.mjs";
import { language, t } from "../lib/i18n.mjs";
import { get, session } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { StaffNames } from "../lib/staff-names.mjs";
import { frame } from "./page-frame.mjs";
import { WatchedList } from "./watched-list.mjs";

const base = "/api/assignment-routing/v1";
const columns = ["time", "debtor", "zone", "from", "to", "cause", "by"];

class MovesView extends WatchedList {
  page = "moves";
  /** What the list is narrowed to, as the query says it. @type {Record<string, string>} */
  chosen = {};
  /** How many rows are looked at; more as the reader asks for them. */
  limit = 100;
  /** Who can be chosen. @type {{ value: { collector_id: string, full_name: string }[] }} */
  collectors = signal([]);
  /** Of those who moved somebody. */
  names = new StaffNames();

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopRows?.();
  }

  async fetchList() {
    if (!this.collectors.value.length) this.collectors.value = (await get(`${base}/collectors`)).items;
    const answer = await get(`${base}/moves?${new URLSearchParams({ ...this.chosen, limit: String(this.limit) })}`);
    await this.names.learn(answer.items.map((/** @type {any} */ item) => item.moved_by));
    return { items: answer.items, more: Boolean(answer.next_cursor) };
  }

  render() {
    this.stopRows?.();
    const choice = h("select", { "aria-label": t("moves.collector"), onchange: (/** @type {any} */ event) => this.choose("collector_id", event.target.value) });
    const rows = h("div", {});
    this.replaceChildren(...frame(t("moves.title"), h("div", { class: "filters" }, h("label", {}, t("moves.collector"), choice), this.day("from"), this.day("to")), rows));
    const stops = [
      effect(() => choice.replaceChildren(h("option", { value: "" }, t("figures.all")), ...this.collectors.value.map((one) =>
        h("option", { value: one.collector_id, selected: one.collector_id === this.chosen.collector_id }, one.full_name)))),
      effect(() => rows.replaceChildren(...this.rows().filter((node) => node !== null))),
    ];
    this.stopRows = () => stops.forEach((stop) => stop());
  }

  /** @param {"from" | "to"} name */
  day(name) {
    return h("label", {}, t(`figures.${name}`), h("input", {
      type: "date", value: this.chosen[name] ?? "", onchange: (/** @type {any} */ event) => this.choose(name, event.target.value),
    }));
  }

  rows() {
    const { items, more } = this.list.value ?? { items: [], more: false };
    return [
      this.problem(),
      this.list.value && !items.length ? h("p", { class: "empty" }, t("moves.none")) : null,
      items.length ? wideTable(t("moves.caption", { count: items.length }), columns.map((name) => t(`moves.${name}`)),
        items.map((/** @type {any} */ item) => this.cells(item)), (index) => ({ "data-move": items[index].move_id })) : null,
      more && this.limit < 1000 ? h("button", { type: "button", onclick: () => this.showMore() }, t("moves.more")) : null,
      more && this.limit === 1000 ? h("p", { class: "small" }, t("moves.narrow")) : null,
    ];
  }

  /** @param {any} item */
  cells(item) {
    const time = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: session.value?.staff?.time_zone });
    return [
      time.format(new Date(item.moved_at)), item.debtor_name ?? item.debtor_id, item.zone_code ?? "–",
      item.from_collector_name ?? item.from_collector_id ?? t("moves.nobody"), item.to_collector_name ?? item.to_collector_id ?? t("moves.nobody"),
      t(`moves.cause_${item.cause}`), item.moved_by ? this.names.of(item.moved_by) ?? t("moves.somebody") : t("moves.itself"),
    ];
  }

  /** @param {string} name @param {string} value empty for no condition */
  choose(name, value) {
    delete this.chosen[name];
    if (value) this.chosen[name] = value;
    this.limit = 100;
    return this.load();
  }

  showMore() {
    this.limit = Math.min(this.limit * 2, 1000);
    return this.load();
  }
}

customElements.define("moves-view", MovesView);
