// What promises must be like, country by country: every version with who published it and when, and the form for the next one.
import { h, wideTable } from "../lib/element.mjs";
import { language, money, t } from "../lib/i18n.mjs";
import { policyFields, shownOf } from "../lib/policy-fields.mjs";
import { get, session } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { StaffNames } from "../lib/staff-names.mjs";
import { frame } from "./page-frame.mjs";
import "./policy-form.mjs";
import { WatchedList } from "./watched-list.mjs";

const base = "/api/visit-capture/v1/promise-policies";
const columns = ["version", "published", "by", "standing", "show"];

class PoliciesView extends WatchedList {
  page = "policies";
  /** The country that is looked at; the first of the list to begin with. */
  country = "";
  /** The number of the version that is shown in full. @type {{ value: number | null }} */
  shown = signal(null);
  done = signal("");
  names = new StaffNames();

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopParts?.();
  }

  async fetchList() {
    const countries = (await get(base)).items.map((/** @type {any} */ each) => each.country);
    if (!countries.includes(this.country)) this.country = countries[0] ?? "";
    const versions = this.country ? (await get(`${base}/${encodeURIComponent(this.country)}/versions`)).items : [];
    await this.names.learn(versions.map((/** @type {any} */ each) => each.published_by));
    return { countries, versions };
  }

  render() {
    this.stopParts?.();
    const choice = h("select", { "aria-label": t("policies.country"), onchange: (/** @type {any} */ event) => this.choose(event.target.value) });
    const said = h("p", { role: "status" });
    const versions = h("div", {});
    const shown = h("div", {});
    this.place = h("div", {});
    this.replaceChildren(...frame(
      t("policies.title"), h("div", { class: "filters" }, h("label", {}, t("policies.country"), choice)), said, versions, shown,
      session.value?.staff?.roles?.includes("administrator")
        ? h("div", { class: "actions" }, h("button", { type: "button", onclick: () => this.open() }, t("policies.new"))) : null,
      this.place));
    if (this.form) this.place.append(this.form);
    const stops = [
      effect(() => choice.replaceChildren(...(this.list.value?.countries ?? []).map((/** @type {string} */ country) =>
        h("option", { value: country, selected: country === this.country }, nameOf(country))))),
      effect(() => (said.textContent = this.done.value)),
      effect(() => versions.replaceChildren(this.problem(), ...this.rows())),
      effect(() => shown.replaceChildren(...this.details())),
    ];
    this.stopParts = () => stops.forEach((stop) => stop());
  }

  rows() {
    const versions = this.list.value?.versions ?? [];
    if (!versions.length) return [];
    return [wideTable(
      t("policies.caption", { count: versions.length }), columns.map((name) => t(`policies.${name}`)),
      versions.map((/** @type {any} */ each, /** @type {number} */ index) => this.cells(each, index)),
      (index) => ({ "data-version": versions[index].version }))];
  }

  /** @param {any} policy @param {number} index of which the first is in force */
  cells(policy, index) {
    const time = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: session.value?.staff?.time_zone });
    return [
      policy.version, time.format(new Date(policy.published_at)),
      policy.published_by ? this.names.of(policy.published_by) ?? t("policies.somebody") : t("policies.itself"),
      t(index === 0 ? "policies.in_force" : "policies.past"),
      h("button", { type: "button", "aria-label": t("policies.show_version", { version: policy.version }), onclick: () => (this.shown.value = policy.version) }, t("policies.show")),
    ];
  }

  /** One version in full. */
  details() {
    const policy = this.list.value?.versions.find((/** @type {any} */ each) => each.version === this.shown.value);
    if (!policy) return [];
    const least = Object.entries(policy.minimum_minor).map(([currency, minor]) => money(Number(minor), currency)).join(" · ");
    const title = t("policies.of", { country: nameOf(policy.country), version: policy.version });
    return [h(
      "section", { class: "card", "aria-label": title, "data-shown": policy.version }, h("h3", {}, title),
      h("dl", {},
        ...policyFields.flatMap((field) => [h("dt", {}, t(`policies.${field.name}`)), h("dd", {}, shownOf(field, policy[field.name]))]),
        h("dt", {}, t("policies.minimum_minor")), h("dd", {}, least || t("policies.none"))),
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => (this.shown.value = null) }, t("policies.close"))))];
  }

  /** @param {string} country */
  choose(country) {
    this.country = country;
    this.shown.value = null;
    this.done.value = "";
    return this.load();
  }

  /** The form for the next version, which begins with what is in force. */
  open() {
    const newest = this.list.value?.versions[0];
    if (!newest || this.form) return;
    this.done.value = "";
    this.form = /** @type {any} */ (document.createElement("policy-form"));
    this.form.base = newest;
    this.form.addEventListener("closed", () => this.closeForm());
    this.form.addEventListener("published", (/** @type {any} */ event) => this.published(event.detail));
    this.place?.append(this.form);
    this.form.querySelector("input")?.focus();
  }

  closeForm() {
    this.form?.remove();
    this.form = null;
  }

  /** @param {any} policy the newest of its country now */
  async published(policy) {
    const isKnown = policy.country === this.country && this.list.value?.versions.some((/** @type {any} */ each) => each.version === policy.version);
    this.closeForm();
    this.country = policy.country;
    await this.load();
    this.done.value = t(isKnown ? "policies.unchanged" : "policies.done", { country: nameOf(policy.country), version: policy.version });
    this.shown.value = policy.version;
  }
}

/** @param {string} country */
const nameOf = (country) => country === "*" ? t("policies.everywhere") : country;

customElements.define("policies-view", PoliciesView);
