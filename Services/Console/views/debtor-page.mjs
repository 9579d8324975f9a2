// One debtor: what is owed account by account, and what can be agreed about each.
import { dayText } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { explain, refusalText } from "../lib/explain.mjs";
import { money, t } from "../lib/i18n.mjs";
import { hrefOf } from "../lib/place.mjs";
import { queue } from "../lib/queue.mjs";
import { NoNetwork, get } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { frame, ready } from "./page-frame.mjs";
import { work } from "./work.mjs";
import "./promise-form.mjs";
import "./deal-form.mjs";
import { outcomeName } from "./visit-form.mjs";

const base = "/api/visit-capture/v1";

class DebtorPage extends HTMLElement {
  connectedCallback() {
    /** @type {{ value: { accountID: string, form: string } | null }} */
    this.open = signal(null);
    /** @type {{ value: Map<string, any[]> }} Agreements by account. */
    this.agreements = signal(new Map());
    /** @type {{ value: any[] }} Visits taken down on this page. */
    this.visits = signal([]);
    this.isVisiting = signal(false);
    if (!work.stops.value.length) work.load();
    this.stop = effect(() => this.render());
    this.stopLoading = effect(() => {
      const stop = work.stopOf(this.debtorID);
      // What was sent in the meantime is with the server now.
      void queue.waiting.value;
      if (stop) this.loadAgreements(stop);
      else if (!work.loading.value) ready("debtor");
    });
  }

  disconnectedCallback() {
    this.stop?.();
    this.stopLoading?.();
  }

  /** Set by whoever makes the page. */
  debtorID = "";

  /** @param {any} stop */
  async loadAgreements(stop) {
    try {
      const lists = await Promise.all(stop.accounts.map((/** @type {any} */ account) => get(`${base}/agreements?account_id=${account.account_id}`)));
      this.agreements.value = new Map(stop.accounts.map((/** @type {any} */ account, /** @type {number} */ index) => [account.account_id, lists[index].items]));
    } catch (error) {
      // Without network there is what the package says.
      if (!(error instanceof NoNetwork)) work.error.value = error;
    }
    ready("debtor");
  }

  render() {
    const stop = work.stopOf(this.debtorID);
    const back = h("p", {}, h("a", { href: hrefOf("work") }, `‹ ${t("debtor.back")}`));
    const problem = work.error.value ? h("p", { role: "alert", class: "problem" }, explain(work.error.value)) : null;
    if (!stop) {
      this.replaceChildren(...frame(t("debtor.title"), back, problem ?? h("p", { class: "empty" }, t(work.loading.value ? "debtor.loading" : "debtor.unknown"))));
      return;
    }
    const home = stop.debtor.addresses?.[0];
    this.replaceChildren(...frame(
      stop.debtor.name, back, problem,
      home ? h("p", { class: "small" }, [home.lines, home.district, home.city].filter(Boolean).join(" · ")) : null,
      this.visit(stop),
      ...stop.accounts.map((/** @type {any} */ account) => this.account(account))));
  }

  /** What came of visits, and the form for the next. @param {any} stop */
  visit(stop) {
    const tree = work.treeOf(stop);
    if (!tree) return null;
    const waiting = queue.visitsTo(this.debtorID);
    const told = (this.visits?.value ?? []).filter((visit) => !waiting.some((row) => row.id === visit.visit_id));
    const isOpen = this.isVisiting?.value ?? false;
    const toggle = h("button", {
      type: "button", "aria-expanded": String(isOpen), "data-form": "visit", onclick: () => { this.turnVisiting(!isOpen); },
    }, t("debtor.visit"));
    return h(
      "section", { class: "card account", "aria-label": t("visit.title") },
      ...waiting.map((row) => this.waiting(row, null)),
      ...told.map((visit) => h("p", { class: "row", "data-visit": visit.visit_id }, t("queue.visits", { outcome: outcomeName(tree, visit.outcome) }),
        h("span", { class: "state active" }, t("visit.sent")))),
      h("div", { class: "actions" }, toggle),
      isOpen ? (this.visiting ??= this.visitForm(stop, tree)) : null);
  }

  /** @param {boolean} isOpen */
  turnVisiting(isOpen) {
    this.visiting = null;
    if (this.isVisiting) this.isVisiting.value = isOpen;
  }

  /** One form as long as it is open, whatever else the page shows anew. @param {any} stop @param {any} tree */
  visitForm(stop, tree) {
    const form = /** @type {any} */ (document.createElement("visit-form"));
    form.stop = stop;
    form.tree = tree;
    form.addEventListener("recorded", (/** @type {any} */ event) => {
      if (this.visits) this.visits.value = [...this.visits.value, event.detail];
      this.turnVisiting(false);
    });
    return /** @type {HTMLElement} */ (form);
  }

  /** @param {any} account */
  account(account) {
    const open = this.open?.value?.accountID === account.account_id ? this.open?.value?.form : null;
    const deals = this.agreements?.value.get(account.account_id) ?? [];
    const parts = /** @type {[string, number][]} */ ([
      ["principal", account.overdue_principal_minor], ["interest", account.overdue_interest_minor],
      ["late_interest", account.overdue_late_interest_minor], ["fees", account.overdue_fees_minor],
    ]);
    return h(
      "section", { class: "card account", "data-account": account.account_id, "aria-label": t("debtor.account", { number: account.account_number }) },
      h("div", { class: "row" }, h("span", {}, t(`product.${account.product_type}`), " ", h("span", { class: "small" }, account.account_number)),
        h("span", { class: "small" }, t("work.days", { days: account.days_past_due }))),
      h("p", { class: "amount large" }, money(account.overdue_minor, account.currency)),
      h("dl", {}, ...parts.filter(([, minor]) => minor).flatMap(([name, minor]) => [h("dt", {}, t(`component.${name}`)), h("dd", {}, money(minor, account.currency))])),
      ...this.standing(account, deals),
      h("div", { class: "actions" }, ...["promise", "deal"].map((form) => h(
        "button", {
          type: "button", "aria-expanded": String(open === form), "data-form": form,
          onclick: () => { if (this.open) this.open.value = open === form ? null : { accountID: account.account_id, form }; },
        }, t(`debtor.${form}`)))),
      open ? this.form(open, account) : null);
  }

  /** What is promised and agreed already. @param {any} account @param {any[]} deals */
  standing(account, deals) {
    const promises = account.promises.filter((/** @type {any} */ promise) => promise.state === "active");
    return [
      ...deals.slice(0, 3).map((deal) => h("p", {}, h("a", { href: hrefOf("agreement", deal.agreement_id) },
        t("debtor.deal_of", { count: deal.instalments, amount: money(deal.total_minor, deal.currency) })), " ", h("span", { class: `state ${deal.state}` }, t(`state.${deal.state}`)))),
      ...queue.about(account.account_id).map((row) => this.waiting(row, account)),
      ...promises.map((/** @type {any} */ promise) => h("p", {}, t("debtor.promised", { amount: money(promise.amount_minor, promise.currency), date: dayText(promise.due_on) }),
        promise.policy_version ? h("span", { class: "small" }, " ", t("debtor.policy", { version: promise.policy_version })) : null)),
    ];
  }

  /** Something that is only on the phone so far. @param {any} row @param {any} account `null` for a visit */
  waiting({ id, list, record, refusal }, account) {
    const amount = account ? money(record.total_minor ?? record.amount_minor, account.currency) : "";
    const outcome = list === "visits" ? outcomeName(work.treeOf(work.stopOf(this.debtorID)), record.outcome) : "";
    return h("p", { class: "row", "data-queued": id }, h("span", {}, t(`queue.${list}`, { amount, outcome })),
      h("span", { class: `state ${refusal ? "rejected" : "proposed"}` }, refusal ? refusalText(refusal.code, refusal.message) : t("queue.queued")),
      refusal ? h("button", { type: "button", onclick: () => this.discard(id) }, t("queue.discard")) : null);
  }

  /** @param {string} id */
  discard(id) {
    if (this.visits) this.visits.value = this.visits.value.filter((visit) => visit.visit_id !== id);
    queue.discard(id);
  }

  /** @param {string} name @param {any} account */
  form(name, account) {
    const form = /** @type {any} */ (document.createElement(`${name}-form`));
    form.account = account;
    form.today = work.date.value;
    form.timeZone = work.stopOf(this.debtorID)?.debtor.time_zone;
    // The stop leaves the round for as long as the promise is open: the page stays as it is, with what was promised.
    form.addEventListener("kept", (/** @type {any} */ event) => {
      account.promises = [...account.promises, ...event.detail];
      if (this.open) this.open.value = null;
    });
    form.addEventListener("queued", () => { if (this.open) this.open.value = null; });
    return /** @type {HTMLElement} */ (form);
  }
}

customElements.define("debtor-page", DebtorPage);
