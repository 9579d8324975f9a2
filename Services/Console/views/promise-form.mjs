// A promise to pay: on one date, or spread over several.
import { dayText, laterBy, minorOf, typedOf } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { explain, refusalText } from "../lib/explain.mjs";
import { money, t } from "../lib/i18n.mjs";
import { newID } from "../lib/new-id.mjs";
import { queue } from "../lib/queue.mjs";
import { NoNetwork, request } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";

/** Days from today that are offered at a touch. */
const chips = [1, 3, 7, 15];

class PromiseForm extends HTMLElement {
  /** Set by whoever makes the form. @type {any} */
  account = null;
  today = "";

  connectedCallback() {
    /** @type {{ value: { amount: string, date: string }[] }} */
    this.dates = signal([{ amount: typedOf(this.account.promise.minimum_minor, this.account.currency), date: laterBy(this.today, 1) }]);
    this.message = signal("");
    this.stop = effect(() => this.render());
  }

  disconnectedCallback() {
    this.stop?.();
    this.stopSum?.();
  }

  render() {
    const policy = this.account.promise;
    if (policy.refusal) {
      this.replaceChildren(h("p", { class: "problem", role: "alert" }, refusalText(policy.refusal)));
      return;
    }
    const rows = this.dates?.value ?? [];
    const currency = this.account.currency;
    const sum = h("p", { class: "small", role: "status" });
    const problem = h("p", { role: "alert", class: "problem" });
    const form = h(
      "form", { class: "deal" },
      h("p", { class: "small" }, t("promise.limits", { least: money(policy.minimum_minor, currency), most: money(policy.maximum_minor, currency), last: dayText(policy.latest_due_on) })),
      ...rows.map((row, index) => this.row(row, index, rows.length)),
      h("div", { class: "chips" }, ...chips.filter((days) => laterBy(this.today, days) <= policy.latest_due_on).map((days) => h(
        "button", { type: "button", onclick: () => this.change(rows.length - 1, { date: laterBy(this.today, days) }) }, t("promise.in_days", { days }))),
      h("button", { type: "button", onclick: () => this.change(rows.length - 1, { amount: typedOf(policy.maximum_minor, currency) }) }, t("promise.all"))),
      h("div", { class: "actions" },
        rows.length < policy.maximum_dates ? h("button", { type: "button", onclick: () => this.add() }, t("promise.add_date")) : null,
        h("button", { type: "submit" }, t("promise.keep"))),
      sum, problem);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.replaceChildren(form);
    this.sum = sum;
    this.tellSum();
    this.stopSum?.();
    this.stopSum = effect(() => (problem.textContent = this.message?.value ?? ""));
  }

  /** @param {{ amount: string, date: string }} row @param {number} index @param {number} count */
  row(row, index, count) {
    const policy = this.account.promise;
    return h(
      "div", { class: "row fields" },
      h("label", {}, t("promise.amount"), h("input", {
        name: `amount-${index}`, inputmode: "decimal", required: true, value: row.amount, autocomplete: "off",
        oninput: (/** @type {any} */ event) => { row.amount = event.target.value; this.tellSum(); },
      })),
      h("label", {}, t("promise.date"), h("input", {
        name: `date-${index}`, type: "date", required: true, value: row.date, min: policy.earliest_due_on, max: policy.latest_due_on,
        oninput: (/** @type {any} */ event) => (row.date = event.target.value),
      })),
      count > 1 ? h("button", { type: "button", class: "remove", "aria-label": t("promise.remove"), onclick: () => this.remove(index) }, "✕") : null);
  }

  tellSum() {
    if (!this.sum || !this.dates) return;
    const amounts = this.dates.value.map((row) => minorOf(row.amount, this.account.currency));
    this.sum.textContent = amounts.length > 1 && amounts.every((minor) => minor !== null)
      ? t("promise.sum", { amount: money(amounts.reduce((sum, minor) => (sum ?? 0) + (minor ?? 0), 0) ?? 0, this.account.currency) }) : "";
  }

  /** @param {number} index @param {Partial<{ amount: string, date: string }>} changes */
  change(index, changes) {
    if (this.dates) this.dates.value = this.dates.value.map((row, at) => at === index ? { ...row, ...changes } : row);
  }

  /** The next date a week after the last one, over the same amount. */
  add() {
    if (!this.dates) return;
    const last = this.dates.value[this.dates.value.length - 1];
    const date = laterBy(last.date, 7);
    this.dates.value = [...this.dates.value, { amount: last.amount, date: date < this.account.promise.latest_due_on ? date : this.account.promise.latest_due_on }];
  }

  /** @param {number} index */
  remove(index) {
    if (this.dates) this.dates.value = this.dates.value.filter((_, at) => at !== index);
  }

  async send() {
    const rows = [...this.dates?.value ?? []].sort((a, b) => a.date.localeCompare(b.date));
    const amounts = rows.map((row) => minorOf(row.amount, this.account.currency));
    if (amounts.some((minor) => minor === null)) return this.tell(t("refusal.no_amount"));
    // Made once: sent again after a lost answer it is the same promise.
    this.ids ??= rows.map(() => newID());
    while (this.ids.length < rows.length) this.ids.push(newID());
    const ids = this.ids;
    const promises = rows.map((row, index) => ({
      promise_id: ids[index], account_id: this.account.account_id, amount_minor: amounts[index], currency: this.account.currency, due_on: row.date,
      made_at: new Date().toISOString(), ...index > 0 ? { series_id: ids[0] } : {},
      // The terms that were on the screen: the server may have others by the time it hears of this.
      ...this.account.promise.policy_version ? { policy_version: this.account.promise.policy_version } : {},
    }));
    try {
      const answer = await request("POST", "/api/visit-capture/v1/batches", { promises });
      const refused = answer.results.find((/** @type {any} */ result) => result.status === "rejected" || result.status === "conflict");
      if (refused) {
        this.ids = undefined;
        return this.tell(refusalText(refused.code, refused.message));
      }
      this.dispatchEvent(new CustomEvent("kept", { detail: promises.map((promise) => ({ ...promise, state: "active" })) }));
    } catch (error) {
      if (!(error instanceof NoNetwork)) return this.tell(explain(error));
      for (const promise of promises) await queue.add("promises", promise);
      this.dispatchEvent(new CustomEvent("queued"));
    }
  }

  /** @param {string} text */
  tell(text) {
    if (this.message) this.message.value = text;
  }
}

customElements.define("promise-form", PromiseForm);
