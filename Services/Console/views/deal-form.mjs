// Simulates agreements under the plans that apply, and proposes one.
import { dayText, percentText, typedOf } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { known, language, money, t } from "../lib/i18n.mjs";
import { go } from "../lib/place.mjs";
import { effect } from "../lib/signal.mjs";
import { acceptedText } from "./accepted-text.mjs";
import { Deal } from "./deal.mjs";
import { scheduleTable } from "./schedule-table.mjs";
import "./signature-pad.mjs";

class DealForm extends HTMLElement {
  /** Set by whoever makes the form. @type {any} */
  account = null;
  timeZone = "";

  connectedCallback() {
    this.deal = new Deal(this.account, this.timeZone);
    this.stop = effect(() => this.render());
    this.deal.load();
  }

  disconnectedCallback() {
    this.stop?.();
    this.stopQuote?.();
  }

  render() {
    const deal = /** @type {Deal} */ (this.deal);
    const offers = deal.offers.value;
    const offer = deal.offer.value;
    this.stopQuote?.();
    if (!offer) {
      const text = deal.message.value || (offers ? t("deal.none") : t("deal.loading"));
      this.replaceChildren(h("p", { class: offers ? "problem" : "small", role: "status" }, text));
      return;
    }
    const outcome = h("div", { class: "outcome" });
    const form = h(
      "form", { class: "deal" },
      (offers ?? []).length > 1 ? this.choice("deal.plan", offers ?? [], offer, (each) => each[`name_${language.value}`] ?? each.name_es, (each) => deal.choose(each)) : h("p", {}, h("strong", {}, offer[`name_${language.value}`] ?? offer.name_es)),
      this.fields(deal, offer),
      this.waivers(deal, offer),
      outcome);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const quote = deal.quote.value;
      // Nobody else has to agree: it is signed at the door, although the server knows of nothing yet.
      if (quote?.is_local && quote.approval_level === 0) outcome.replaceChildren(...this.signing(deal));
      else await this.propose(deal);
    });
    this.replaceChildren(form);
    this.stopQuote = effect(() => outcome.replaceChildren(...this.outcome(deal)));
  }

  /** @param {Deal} deal @param {any} [signature] */
  async propose(deal, signature) {
    const struck = await deal.propose(signature);
    if (struck?.isQueued) this.dispatchEvent(new CustomEvent("queued"));
    else if (struck) go("agreement", struck.id);
  }

  /** The debtor signs on the phone, without network. @param {Deal} deal */
  signing(deal) {
    const text = acceptedText(deal.quote.value, deal.terms.instalments, deal.terms.first);
    const pad = /** @type {any} */ (document.createElement("signature-pad"));
    const problem = h("p", { class: "problem", role: "alert" });
    const accept = () => {
      if (pad.isEmpty) problem.textContent = t("sign.empty");
      else this.propose(deal, { method: "screen", accepted_text: text, drawing: { strokes: pad.strokes } });
    };
    return [
      h("h3", {}, t("sign.title")), h("p", { class: "accepted" }, text), pad, problem,
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => pad.clear() }, t("sign.clear")), h("button", { type: "button", onclick: accept }, t("sign.accept"))),
    ];
  }

  /** @param {Deal} deal @param {any} offer */
  fields(deal, offer) {
    const { terms } = deal;
    /** @param {string} key @returns {(event: any) => void} */
    const keep = (key) => (event) => {
      /** @type {any} */ (terms)[key] = event.target.value;
      deal.askSoon();
    };
    const count = h("output", {}, String(terms.instalments));
    return h(
      "div", { class: "grid" },
      h("label", { class: "wide" }, h("span", {}, t("deal.instalments"), " ", count), h("input", {
        type: "range", name: "instalments", min: 1, max: offer.maximum_instalments, value: terms.instalments, disabled: offer.maximum_instalments === 1,
        oninput: (/** @type {any} */ event) => {
          terms.instalments = Number(event.target.value);
          count.textContent = event.target.value;
          deal.askSoon();
        },
      })),
      offer.frequencies.length > 1 ? this.choice("deal.frequency", offer.frequencies, terms.frequency, (each) => t(`frequency.${each}`), (each) => { terms.frequency = each; deal.askSoon(); }) : null,
      offer.methods.length > 1 ? this.choice("deal.method", offer.methods, terms.method, (each) => t(`method.${each}`), (each) => { terms.method = each; deal.askSoon(); }) : null,
      h("label", {}, t("deal.first"), h("input", { type: "date", name: "first", value: terms.first, min: offer.earliest_first_due_on, max: offer.latest_first_due_on, oninput: keep("first") })),
      h("label", {}, t("deal.down"), h("input", {
        name: "down", inputmode: "decimal", autocomplete: "off", value: terms.down, oninput: keep("down"),
        placeholder: offer.minimum_down_payment_minor ? t("deal.at_least", { amount: typedOf(offer.minimum_down_payment_minor, this.account.currency) }) : "0",
      })));
  }

  /** A share of each component that something is owed of. @param {Deal} deal @param {any} offer */
  waivers(deal, offer) {
    const owed = ["principal", "interest", "late_interest", "fees"].filter((name) => offer.debt[`${name}_minor`] > 0);
    if (!owed.length) return null;
    return h("fieldset", {}, h("legend", {}, t("deal.waivers")), h("div", { class: "grid" }, ...owed.map((name) => {
      const most = offer.waiver_maxima[name] ?? "0";
      return h("label", {}, h("span", {}, t(`component.${name}`), " ", h("span", { class: "small" }, money(offer.debt[`${name}_minor`], this.account.currency))), h("input", {
        name: `waiver-${name}`, inputmode: "decimal", autocomplete: "off", placeholder: t("deal.up_to", { share: percentText(most) }), value: deal.terms.waivers[name] ?? "",
        oninput: (/** @type {any} */ event) => {
          deal.terms.waivers[name] = event.target.value;
          deal.askSoon();
        },
      }));
    })));
  }

  /** What the terms come to, or why not. @param {Deal} deal */
  outcome(deal) {
    const quote = deal.quote.value;
    if (!quote) return [h("p", { class: deal.message.value ? "problem" : "small", role: "alert" }, deal.message.value || t("deal.loading"))];
    const amount = (/** @type {number} */ minor) => money(minor, quote.currency);
    const lines = quote.lines.filter((/** @type {any} */ line) => line.number > 0);
    return [
      h("div", { class: "tiles" },
        h("div", {}, h("span", { class: "small" }, t("deal.instalment", { count: lines.length })), h("strong", {}, amount(lines[0].payment_minor + lines[0].fee_minor))),
        h("div", {}, h("span", { class: "small" }, t("deal.total")), h("strong", { "data-figure": "total" }, amount(quote.total_minor))),
        h("div", {}, h("span", { class: "small" }, t("deal.waived")), h("strong", {}, amount(quote.waived.principal_minor + quote.waived.interest_minor + quote.waived.late_interest_minor + quote.waived.fees_minor))),
        h("div", {}, h("span", { class: "small" }, t("deal.rate")), h("strong", {}, percentText(quote.true_annual_rate)))),
      quote.is_local ? h("p", { class: "notice ask", role: "status" }, t("deal.offline")) : null,
      h("p", { class: `notice ${quote.approval_level ? "ask" : "good"}`, role: "status" }, quote.approval_level
        ? t(known(`deal.level_${quote.approval_level}`) ? `deal.level_${quote.approval_level}` : "deal.level", { level: quote.approval_level }) : t("deal.level_0")),
      h("details", {}, h("summary", {}, t("deal.schedule", { last: dayText(lines[lines.length - 1].due_on) })), scheduleTable(quote)),
      deal.message.value ? h("p", { class: "problem", role: "alert" }, deal.message.value) : null,
      h("div", { class: "actions sticky" }, h("button", { type: "submit" }, t(quote.is_local && !quote.approval_level ? "deal.sign" : "deal.propose"))),
    ].filter((node) => node !== null);
  }

  /**
   * @template T
   * @param {string} label @param {T[]} values @param {T} chosen @param {(value: T) => string} text @param {(value: T) => void} choose
   */
  choice(label, values, chosen, text, choose) {
    return h("label", {}, t(label), h("select", { name: label.split(".")[1], onchange: (/** @type {any} */ event) => choose(values[event.target.selectedIndex]) },
      ...values.map((value) => h("option", { selected: value === chosen }, text(value)))));
  }
}

customElements.define("deal-form", DealForm);
