// The next version of a promise policy. What the server refuses is said at the field that it names.
import { minorOf, typedOf } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { explain, refusalText } from "../lib/explain.mjs";
import { t } from "../lib/i18n.mjs";
import { policyFields, shownOf, valueOf } from "../lib/policy-fields.mjs";
import { Problem, request } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";

class PolicyForm extends HTMLElement {
  /** The version to begin with, set by whoever makes the form. @type {any} */
  base = null;
  /** What was typed, so that another language loses nothing. @type {Record<string, string>} */
  typed = {};
  /** @type {{ value: { currency: string, amount: string }[] }} */
  minimums = signal([]);
  /** What is wrong, by field; under no name what is wrong with all of it. @type {{ value: Record<string, string> }} */
  problems = signal({});

  connectedCallback() {
    if (!this.typed.country) {
      this.typed = { country: this.base.country, ...Object.fromEntries(policyFields.map((field) => [field.name, shownOf(field, this.base[field.name])])) };
      this.minimums.value = Object.entries(this.base.minimum_minor).map(([currency, minor]) => ({ currency, amount: typedOf(Number(minor), currency) }));
    }
    this.stop = effect(() => this.render());
  }

  disconnectedCallback() {
    this.stop?.();
    for (const stop of this.stops ?? []) stop();
  }

  render() {
    for (const stop of this.stops ?? []) stop();
    this.stops = [];
    // Whether a value is within its bounds says the server: a browser would say it in words of its own, and in its own language.
    const form = h(
      "form", { class: "deal", novalidate: true, "aria-label": t("policies.new") },
      h("p", { class: "small" }, t("policies.new_hint")),
      this.field("country", t("policies.country"), t("policies.country_hint"), { maxlength: 2, autocapitalize: "characters" }),
      ...policyFields.map((field) => this.field(
        field.name, t(`policies.${field.name}`), t("policies.from_to", { least: shownOf(field, field.least), most: shownOf(field, field.most) }),
        { inputmode: field.inShare ? "decimal" : "numeric" })),
      this.leastAmounts(),
      this.said("", {}),
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => this.dispatchEvent(new CustomEvent("closed")) }, t("policies.cancel")),
        h("button", { type: "submit", class: "main" }, t("policies.publish"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.replaceChildren(form);
  }

  /** @param {string} name @param {string} label @param {string} hint @param {Record<string, any>} attributes */
  field(name, label, hint, attributes) {
    const input = h("input", {
      ...attributes, name, required: true, autocomplete: "off", value: this.typed[name], "aria-describedby": `policy-hint-${name} policy-problem-${name}`,
      oninput: (/** @type {any} */ event) => (this.typed[name] = event.target.value),
    });
    return h("div", {}, h("label", {}, label, input), h("p", { class: "small", id: `policy-hint-${name}` }, hint), this.said(name, { input }));
  }

  /** The least amounts, a row for each currency. */
  leastAmounts() {
    const group = h("fieldset", { "aria-describedby": "policy-problem-minimum_minor", tabindex: -1 });
    const rows = effect(() => group.replaceChildren(
      h("legend", {}, t("policies.minimum_minor")),
      ...this.minimums.value.map((row, index) => this.leastAmount(row, index)),
      h("button", { type: "button", onclick: () => (this.minimums.value = [...this.minimums.value, { currency: "", amount: "" }]) }, t("policies.add_currency"))));
    this.stops?.push(rows);
    return h("div", {}, group, this.said("minimum_minor", { input: group }));
  }

  /** @param {{ currency: string, amount: string }} row @param {number} index */
  leastAmount(row, index) {
    return h(
      "div", { class: "row fields" },
      h("label", {}, t("policies.currency"), h("input", {
        name: `currency-${index}`, maxlength: 3, autocomplete: "off", autocapitalize: "characters", value: row.currency,
        oninput: (/** @type {any} */ event) => (row.currency = event.target.value),
      })),
      h("label", {}, t("policies.amount"), h("input", {
        name: `amount-${index}`, inputmode: "decimal", autocomplete: "off", value: row.amount, oninput: (/** @type {any} */ event) => (row.amount = event.target.value),
      })),
      h("button", {
        type: "button", class: "remove", "aria-label": t("policies.remove_currency", { currency: row.currency }),
        onclick: () => (this.minimums.value = this.minimums.value.filter((_, at) => at !== index)),
      }, "✕"));
  }

  /** Where it says what is wrong with a field, and marks the field. @param {string} name @param {{ input?: HTMLElement }} of */
  said(name, { input }) {
    const place = h("p", { class: "problem", role: "alert", id: name ? `policy-problem-${name}` : null });
    this.stops?.push(effect(() => {
      const text = this.problems.value[name] ?? "";
      place.textContent = text;
      if (input) input.toggleAttribute("data-wrong", Boolean(text));
      if (input?.tagName === "INPUT") input.setAttribute("aria-invalid", String(Boolean(text)));
    }));
    return place;
  }

  async send() {
    const minimums = this.minimums.value.map(({ currency, amount }) => ({ currency: currency.trim().toUpperCase(), minor: minorOf(amount, currency.trim().toUpperCase()) }));
    if (minimums.some(({ minor }) => minor === null)) return this.tell({ minimum_minor: t("refusal.no_amount") });
    const policy = {
      country: this.typed.country.trim().toUpperCase(), minimum_minor: Object.fromEntries(minimums.map(({ currency, minor }) => [currency, minor])),
      ...Object.fromEntries(policyFields.map((field) => [field.name, valueOf(field, this.typed[field.name])])),
    };
    try {
      const published = await request("POST", "/api/visit-capture/v1/promise-policies", policy);
      this.problems.value = {};
      this.dispatchEvent(new CustomEvent("published", { detail: published }));
    } catch (error) {
      this.tell(this.problemsOf(error));
    }
  }

  /** By field, as the server names it: `minimum_minor.PEN` is a matter of the least amounts. @param {unknown} error */
  problemsOf(error) {
    const fields = ["country", "minimum_minor", ...policyFields.map((field) => field.name)];
    const named = error instanceof Problem ? error.errors.filter((/** @type {any} */ each) => fields.includes(each.field?.split(/[.[]/)[0])) : [];
    if (!named.length) return { "": explain(error) };
    return Object.fromEntries(named.map((/** @type {any} */ each) => [each.field.split(/[.[]/)[0], refusalText(each.code, each.message)]));
  }

  /** @param {Record<string, string>} problems */
  tell(problems) {
    this.problems.value = problems;
    /** @type {HTMLElement | null} */ (this.querySelector("[data-wrong]"))?.focus();
  }
}

customElements.define("policy-form", PolicyForm);
