// Figures of a period: what was reached, by whom, over time, and what the portfolio is. Every chart stands in a table, too.
import { dayText } from "../lib/amounts.mjs";
import { h, wideTable } from "../lib/element.mjs";
import { language, money, share, t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";
import { Figures, filters, groups, indicator } from "./figures.mjs";
import { header, ready } from "./page-frame.mjs";
import "./figure-chart.mjs";

const rates = ["contact_rate", "right_party_rate", "promise_rate", "kept_rate", "recovery_rate", "coverage", "plan_adherence"];
const datasets = ["accounts", "visits", "promises", "payments", "collector-days"];
const counts = ["visits", "contacts", "promises"];

class FiguresView extends HTMLElement {
  connectedCallback() {
    this.figures = new Figures();
    this.stopRendering = effect(() => this.render(language.value));
    this.figures.load();
    this.figures.loadChoices();
    this.stopReady = effect(() => ready(this.figures?.state.value === "loading" ? "" : "figures"));
  }

  disconnectedCallback() {
    this.stopRendering?.();
    this.stopReady?.();
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {string} _language in which it is drawn anew */
  render(_language) {
    const figures = /** @type {Figures} */ (this.figures);
    for (const stop of this.stops ?? []) stop();
    const content = h("div", { class: "figures-content" });
    const note = h("p", { role: "status", class: "note" });
    const form = this.form(figures);
    this.replaceChildren(
      header(),
      h("main", { class: "figures" }, form, this.exports(figures, note), note, content),
    );
    this.stops = [
      effect(() => this.fill(content, figures)),
      effect(() => this.offer(form, figures)),
    ];
  }

  /** @param {Figures} figures */
  form(figures) {
    const day = (/** @type {"from" | "to"} */ name) => h("label", {}, t(`figures.${name}`), h("input", {
      type: "date", name, required: true,
      onchange: (/** @type {any} */ event) => {
        if (!event.target.value) return;
        figures[name].value = event.target.value;
        figures.load();
        figures.loadChoices();
      },
    }));
    return h("form", { class: "filters", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      day("from"), day("to"),
      h("label", {}, t("figures.by"), h("select", { name: "by", "aria-label": t("figures.by"), onchange: (/** @type {any} */ event) => figures.groupBy(event.target.value) },
        ...groups.map((name) => h("option", { value: name }, t(`figures.by_${name}`))))),
      ...filters.map((name) => h("label", {}, t(`figures.by_${name}`), h("select", {
        name, "aria-label": t(`figures.by_${name}`), onchange: (/** @type {any} */ event) => figures.choose(name, event.target.value),
      }))));
  }

  /** What is asked for, and what each filter can be set to. @param {HTMLElement} form @param {Figures} figures */
  offer(form, figures) {
    for (const name of /** @type {("from" | "to" | "by")[]} */ (["from", "to", "by"])) {
      /** @type {HTMLInputElement} */ (form.querySelector(`[name=${name}]`)).value = figures[name].value;
    }
    for (const name of filters) {
      const chosen = figures.chosen.value[name] ?? "";
      form.querySelector(`select[name=${name}]`)?.replaceChildren(
        h("option", { value: "" }, t("figures.all")),
        ...(figures.choices.value[name] ?? []).map(({ key, label }) => h("option", { value: key, selected: key === chosen }, label)));
    }
  }

  /** @param {Figures} figures @param {HTMLElement} note */
  exports(figures, note) {
    const dataset = h("select", { name: "dataset", "aria-label": t("export.what") },
      ...datasets.map((name) => h("option", { value: name }, t(`export.${name}`))));
    return h("div", { class: "exports", role: "group", "aria-label": t("export.label") }, dataset, ...["csv", "xlsx"].map((format) =>
      h("button", { type: "button", "data-format": format, onclick: async () => {
        const name = /** @type {HTMLSelectElement} */ (dataset).value;
        note.textContent = t("export.running");
        try {
          save(await figures.download(name, format, language.value), `${name}.${format}`);
          note.textContent = "";
        } catch (error) {
          console.warn("export", error);
          note.textContent = t("export.failed");
        }
      } }, t(`export.${format}`))));
  }

  /** @param {HTMLElement} content @param {Figures} figures */
  fill(content, figures) {
    const state = figures.state.value;
    content.setAttribute("aria-busy", String(state === "loading"));
    content.dataset.state = state;
    if (state === "loading") return;
    if (state === "failed") {
      content.replaceChildren(h("p", { role: "alert", class: "problem" }, t(figures.problem.value)),
        h("button", { type: "button", onclick: () => figures.load() }, t("figures.again")));
      return;
    }
    content.replaceChildren(...(state === "empty" ? [h("p", { class: "empty" }, t("figures.empty"))] : this.period(figures)), this.portfolio(figures));
  }

  /** @param {Figures} figures */
  period(figures) {
    const items = figures.items.value;
    const name = (/** @type {any} */ item) => figures.by.value === "date" ? dayText(item.key) : item.label ?? item.key ?? t("figures.nobody");
    return [
      h("dl", { class: "rates" }, ...rates.map((id) => {
        const value = indicator(figures.total.value, id);
        return h("div", { "data-indicator": id }, h("dt", {}, t(`indicator.${id}`)), h("dd", {}, share(value?.value)),
          h("dd", { class: "of" }, value ? this.of(value) : ""));
      })),
      this.chart("bar", t("figures.chart_groups"), items.map(name), counts.map((id) => ({ label: t(`figures.${id}`), data: items.map((item) => item.measures[id] ?? 0) }))),
      wideTable(t("figures.caption_period"), ["name", ...counts].map((id) => t(`figures.${id}`)).concat(rates.map((id) => t(`indicator.${id}`)), t("figures.collected")),
        items.map((item) => [name(item), ...counts.map((id) => item.measures[id] ?? 0), ...rates.map((id) => share(indicator(item, id)?.value)),
          item.amounts.map((/** @type {any} */ amount) => money(amount.measures.collected_minor ?? 0, amount.currency)).join(" · ") || "–"]),
        (index) => ({ "data-key": items[index].key ?? "" })),
      this.chart("line", t("figures.chart_days"), figures.days.value.map((item) => dayText(item.key)), counts.map((id) => ({ label: t(`figures.${id}`), data: figures.days.value.map((item) => item.measures[id] ?? 0) }))),
    ];
  }

  /** So many of so many. @param {any} value */
  of(value) {
    const amount = (/** @type {number} */ number) => value.currency ? money(number, value.currency) : String(number);
    return t("figures.of", { numerator: amount(value.numerator), denominator: amount(value.denominator) });
  }

  /** @param {Figures} figures */
  portfolio(figures) {
    const rows = figures.portfolio.value;
    if (!rows.length) return h("p", { class: "empty" }, t("portfolio.empty"));
    const buckets = [...new Set(rows.map((row) => row.key))];
    const accounts = buckets.map((bucket) => rows.filter((row) => row.key === bucket).reduce((sum, row) => sum + row.accounts, 0));
    return h("section", { class: "portfolio" }, h("h2", {}, t("portfolio.title")),
      this.chart("bar", t("portfolio.chart"), buckets.map((bucket) => t(`bucket.${bucket}`)), [{ label: t("portfolio.accounts"), data: accounts }]),
      wideTable(t("portfolio.caption"), ["bucket", "accounts", "debtors", "total_due", "overdue"].map((id) => t(`portfolio.${id}`)),
        rows.map((row) => [t(`bucket.${row.key}`), row.accounts, row.debtors, money(row.total_due_minor, row.currency), money(row.overdue_minor, row.currency)]),
        (index) => ({ "data-bucket": rows[index].key })));
  }

  /** @param {string} type @param {string} label @param {string[]} labels @param {{ label: string, data: number[] }[]} series */
  chart(type, label, labels, series) {
    const chart = /** @type {any} */ (document.createElement("figure-chart"));
    chart.content = { type, label, labels, series };
    return /** @type {HTMLElement} */ (chart);
  }
}

/** Hands a file to the browser. @param {Blob} blob @param {string} name */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = /** @type {HTMLAnchorElement} */ (h("a", { href: url, download: name, hidden: true }));
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}

customElements.define("figures-view", FiguresView);
