// What came of a visit: who opened, the result, and three taps to say so. It is kept on the phone first and sent when there is network.
import { h } from "../lib/element.mjs";
import { language, t } from "../lib/i18n.mjs";
import { newID } from "../lib/new-id.mjs";
import { position } from "../lib/position.mjs";
import { queue } from "../lib/queue.mjs";
import { effect, signal } from "../lib/signal.mjs";

/** Characters of a note that the server takes. */
const longestNote = 2_000;

/** A name of the outcome tree in the reader's language. @param {any} word */
const nameOf = (word) => language.value === "en" ? word.name_en : word.name_es;

/** The name of an outcome by its code; the code itself when the tree does not have it. @param {any} tree @param {string} code */
export function outcomeName(tree, code) {
  const outcome = tree?.contact_types.flatMap((/** @type {any} */ contact) => contact.outcomes).find((/** @type {any} */ each) => each.code === code);
  return outcome ? nameOf(outcome) : code;
}

class VisitForm extends HTMLElement {
  /** Set by whoever makes the form. @type {any} */
  stop = null;
  /** @type {any} */
  tree = null;
  /** @type {{ value: any }} */
  contact = signal(null);
  /** @type {{ value: any }} */
  outcome = signal(null);
  note = "";
  reason = "";

  connectedCallback() {
    // Begun now, so that it is there when the result is.
    this.located ??= position();
    this.end = effect(() => this.render());
  }

  disconnectedCallback() {
    this.end?.();
  }

  render() {
    const contact = this.contact.value;
    const outcome = this.outcome.value;
    const form = h(
      "form", { class: "deal" },
      this.choice(t("visit.who"), this.tree.contact_types, contact, (each) => {
        this.outcome.value = null;
        this.contact.value = each;
      }),
      contact ? this.choice(t("visit.what"), contact.outcomes, outcome, (each) => (this.outcome.value = each)) : null,
      outcome?.asks_reason && this.tree.reasons?.length ? this.reasons() : null,
      outcome ? h("label", {}, t("visit.note"), h("input", {
        name: "note", maxlength: longestNote, value: this.note, autocomplete: "off", oninput: (/** @type {any} */ event) => (this.note = event.target.value),
      })) : null,
      outcome ? h("div", { class: "actions" }, h("button", { type: "submit" }, t("visit.keep"))) : null);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
    this.replaceChildren(form);
  }

  /** @param {string} label @param {any[]} words @param {any} chosen @param {(word: any) => void} take */
  choice(label, words, chosen, take) {
    return h("div", { class: "chips", role: "radiogroup", "aria-label": label }, ...words.map((word) => h(
      "button", { type: "button", role: "radio", "aria-checked": String(word === chosen), onclick: () => take(word) }, nameOf(word))));
  }

  reasons() {
    return h("label", {}, t("visit.reason"), h(
      "select", { name: "reason", onchange: (/** @type {any} */ event) => (this.reason = event.target.value) },
      h("option", { value: "" }, t("visit.no_reason")),
      ...this.tree.reasons.map((/** @type {any} */ word) => h("option", { value: word.code, selected: word.code === this.reason }, nameOf(word)))));
  }

  async keep() {
    const outcome = this.outcome.value;
    if (!outcome || this.visitID) return;
    // Made once, however often the button is touched: the same id is the same visit.
    this.visitID = newID();
    const capturedAt = new Date().toISOString();
    const visit = {
      visit_id: this.visitID, stop_id: this.stop.stop_id, debtor_id: this.stop.debtor.debtor_id, contact_type: this.contact.value.code,
      outcome: outcome.code, tree_version: this.tree.version, captured_at: capturedAt,
      ...outcome.asks_reason && this.reason ? { reason: this.reason } : {}, ...this.note ? { note: this.note } : {}, ...await this.located,
    };
    await queue.add("visits", visit);
    this.dispatchEvent(new CustomEvent("recorded", { detail: visit }));
  }
}

customElements.define("visit-form", VisitForm);
