// The agreements that wait for somebody's word. Who asked never decides: four eyes.
import { dayText } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { money, t } from "../lib/i18n.mjs";
import { hrefOf } from "../lib/place.mjs";
import { get, request, session } from "../lib/session.mjs";
import { signal } from "../lib/signal.mjs";
import { frame } from "./page-frame.mjs";
import { WatchedList } from "./watched-list.mjs";

const base = "/api/visit-capture/v1";

class ApprovalsView extends WatchedList {
  page = "approvals";
  patience = 5000;
  done = signal("");
  /** @type {Map<string, string>} What was typed, so that a look at the queue loses nothing. */
  notes = new Map();

  async fetchList() {
    const answer = await get(`${base}/agreements?state=proposed`);
    // The oldest request first.
    return answer.items.reverse();
  }

  render() {
    const items = this.list.value;
    this.replaceChildren(...frame(
      t("approvals.title"), this.problem(), h("p", { role: "status", class: "small" }, this.done.value),
      items && !items.length ? h("p", { class: "empty" }, t("approvals.none")) : null,
      h("div", { class: "cards" }, ...(items ?? []).map((/** @type {any} */ item) => this.card(item)))));
  }

  /** @param {any} item */
  card(item) {
    const isOwn = item.collector_id === session.value?.staff?.staff_id;
    const share = item.debt_minor ? item.waived_minor / item.debt_minor : 0;
    const name = item.debtor_name ?? item.debtor_id;
    return h(
      "article", { class: "card", "data-agreement": item.agreement_id, "aria-label": name },
      h("div", { class: "row" }, h("strong", {}, name), h("span", { class: "state proposed" }, t("approvals.level", { level: item.approval_level }))),
      h("dl", {},
        h("dt", {}, t("approvals.debt")), h("dd", {}, money(item.debt_minor, item.currency)),
        h("dt", {}, t("deal.waived")), h("dd", {}, `${money(item.waived_minor, item.currency)} (${new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }).format(share)})`),
        h("dt", {}, t("deal.down")), h("dd", {}, money(item.down_payment_minor, item.currency)),
        h("dt", {}, t("deal.instalments")), h("dd", {}, `${item.instalments} · ${t(`frequency.${item.frequency}`)}`),
        h("dt", {}, t("deal.first")), h("dd", {}, dayText(item.first_due_on)),
        h("dt", {}, t("deal.total")), h("dd", {}, money(item.total_minor, item.currency))),
      h("p", {}, h("a", { href: hrefOf("agreement", item.agreement_id) }, t("approvals.details"))),
      isOwn ? h("p", { class: "notice ask" }, t("refusal.own_request")) : this.decision(item, name));
  }

  /** @param {any} item @param {string} name */
  decision(item, name) {
    const note = /** @type {HTMLInputElement} */ (h("input", {
      "aria-label": t("approvals.note"), placeholder: t("approvals.note"), value: this.notes.get(item.agreement_id) ?? "", maxlength: 500,
      oninput: () => this.notes.set(item.agreement_id, note.value),
    }));
    return h("div", { class: "actions" }, note,
      h("button", { type: "button", class: "refuse", "aria-label": t("approvals.reject_of", { name }), onclick: () => this.decide(item, name, false, note.value) }, t("approvals.reject")),
      h("button", { type: "button", class: "main", "aria-label": t("approvals.approve_of", { name }), onclick: () => this.decide(item, name, true, note.value) }, t("approvals.approve")));
  }

  /** @param {any} item @param {string} name @param {boolean} approve @param {string} note */
  async decide(item, name, approve, note) {
    const isDone = await this.attempt(async () => {
      const { agreement } = await request("POST", `${base}/agreements/${item.agreement_id}/decision`, { approve, ...note.trim() ? { note: note.trim() } : {} });
      this.done.value = t(agreement.state === "proposed" ? "approvals.one_more" : approve ? "approvals.approved" : "approvals.rejected", { name });
    });
    if (isDone) await this.load();
  }
}

customElements.define("approvals-view", ApprovalsView);
