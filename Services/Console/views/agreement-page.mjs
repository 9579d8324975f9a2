// One agreement: how far it has come, its schedule and its paper; to be signed once it is approved.
import { dayText } from "../lib/amounts.mjs";
import { h } from "../lib/element.mjs";
import { explain } from "../lib/explain.mjs";
import { money, t } from "../lib/i18n.mjs";
import { get, request, session } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { acceptedText } from "./accepted-text.mjs";
import { frame, ready } from "./page-frame.mjs";
import { scheduleTable } from "./schedule-table.mjs";
import { work } from "./work.mjs";
import "./signature-pad.mjs";

const base = "/api/visit-capture/v1";
/** How an agreement goes when nothing goes wrong. */
const path = ["proposed", "approved", "active", "completed"];
/** How often an agreement that waits for somebody else is looked at again, in milliseconds. */
const patience = 4000;

class AgreementPage extends HTMLElement {
  /** Set by whoever makes the page. */
  agreementID = "";

  connectedCallback() {
    /** @type {{ value: any }} */
    this.deal = signal(null);
    this.message = signal("");
    this.method = signal("screen");
    this.isCodeSent = signal(false);
    this.stop = effect(() => this.render());
    this.load();
    this.timer = setInterval(() => {
      if (this.deal?.value?.agreement.state === "proposed" && document.visibilityState === "visible") this.load();
    }, patience);
  }

  disconnectedCallback() {
    this.stop?.();
    this.stopMessage?.();
    clearInterval(this.timer);
  }

  async load() {
    await this.guard(async () => {
      const next = await get(`${base}/agreements/${this.agreementID}`);
      if (this.deal && this.deal.value?.agreement.version !== next.agreement.version) this.deal.value = next;
    });
    ready("agreement");
  }

  /** @param {() => Promise<void>} body */
  async guard(body) {
    if (!this.message) return;
    try {
      await body();
      this.message.value = "";
    } catch (error) {
      this.message.value = explain(error);
    }
  }

  render() {
    this.stopMessage?.();
    const deal = this.deal?.value;
    const problem = h("p", { role: "alert", class: "problem" });
    this.stopMessage = effect(() => (problem.textContent = this.message?.value ?? ""));
    const back = h("p", {}, h("a", { href: "#/", onclick: (/** @type {Event} */ event) => { event.preventDefault(); history.back(); } }, `‹ ${t("debtor.back")}`));
    if (!deal) {
      this.replaceChildren(...frame(t("agreement.title"), back, problem));
      return;
    }
    const { agreement, quote } = deal;
    const mayWork = (session.value?.staff?.roles ?? []).some((/** @type {string} */ role) => role === "collector" || role === "supervisor");
    this.replaceChildren(...frame(
      t("agreement.title"), back, this.steps(agreement), problem,
      h("section", { class: "card" },
        h("p", { class: "amount large" }, money(agreement.total_minor, agreement.currency)),
        h("p", {}, t("agreement.summary", { count: agreement.instalments, frequency: t(`frequency.${agreement.frequency}`).toLowerCase(), first: dayText(agreement.first_due_on), last: dayText(agreement.last_due_on) })),
        agreement.waived_minor ? h("p", { class: "small" }, t("agreement.waived", { amount: money(agreement.waived_minor, agreement.currency) })) : null,
        agreement.state === "active" && agreement.next_due_on ? h("p", {}, t("agreement.next", { amount: money(agreement.next_due_minor, agreement.currency), date: dayText(agreement.next_due_on) })) : null,
        h("div", { class: "bar" }, h("button", { type: "button", onclick: () => this.openPaper() }, t("agreement.paper")), this.link = h("span", { class: "small" }))),
      this.notice(deal),
      agreement.state === "approved" && mayWork ? this.signing(deal) : null,
      h("details", { open: agreement.state !== "approved" }, h("summary", {}, t("agreement.schedule")), scheduleTable(quote))));
  }

  /** @param {any} agreement */
  steps(agreement) {
    const at = path.indexOf(agreement.state === "signed" ? "active" : agreement.state);
    return h("ol", { class: "steps", "data-state": agreement.state, "aria-label": t(`state.${agreement.state}`) },
      ...path.map((state, index) => h("li", { class: index <= at ? "done" : null, "aria-current": index === at ? "step" : null }, t(`state.${state}`))),
      at < 0 ? h("li", { class: "ended", "aria-current": "step" }, t(`state.${agreement.state}`)) : null);
  }

  /** What somebody is waited for. @param {any} deal */
  notice({ agreement, expires_at: expiresAt }) {
    if (agreement.state === "proposed") return h("p", { class: "notice ask", role: "status" }, t("agreement.waiting", { level: agreement.approval_level, until: this.moment(expiresAt) }));
    if (agreement.state === "approved") return h("p", { class: "notice good", role: "status" }, t("agreement.to_sign", { until: this.moment(expiresAt) }));
    if (["rejected", "cancelled", "defaulted"].includes(agreement.state)) return h("p", { class: "notice bad", role: "status" }, t(`cause.${agreement.cause}`));
    if (agreement.document_sha256) return h("p", { class: "small hash" }, t("agreement.hash", { hash: agreement.document_sha256 }));
    return null;
  }

  /** @param {string | undefined} instant */
  moment(instant) {
    if (!instant) return "";
    const zone = work.stops.value[0]?.debtor.time_zone;
    return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", ...zone ? { timeZone: zone } : {} }).format(new Date(instant));
  }

  /** @param {any} deal */
  signing({ agreement, quote }) {
    const text = acceptedText(quote, agreement.instalments, agreement.first_due_on);
    const method = this.method?.value ?? "screen";
    const pad = /** @type {any} */ (document.createElement("signature-pad"));
    const code = h("input", { name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, pattern: "[0-9]{6}", "aria-label": t("sign.code") });
    const form = h(
      "form", { class: "card sign" }, h("h3", {}, t("sign.title")), h("p", { class: "accepted" }, text),
      h("div", { class: "chips", role: "radiogroup", "aria-label": t("sign.how") }, ...["screen", "code"].map((each) => h("button", {
        type: "button", role: "radio", "aria-checked": String(each === method), onclick: () => { if (this.method) this.method.value = each; },
      }, t(`sign.${each}_method`)))),
      ...method === "screen"
        ? [pad, h("div", { class: "actions" }, h("button", { type: "button", onclick: () => pad.clear() }, t("sign.clear")), h("button", { type: "submit" }, t("sign.accept")))]
        : [h("div", { class: "actions" }, h("button", { type: "button", onclick: () => this.sendCode() }, t(this.isCodeSent?.value ? "sign.send_again" : "sign.send_code")), code, h("button", { type: "submit" }, t("sign.accept")))],
      method === "code" && this.isCodeSent?.value ? h("p", { class: "small", role: "status" }, t("sign.code_sent")) : null);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (method === "screen" && pad.isEmpty) {
        if (this.message) this.message.value = t("sign.empty");
        return;
      }
      this.sign(method === "screen" ? { method, accepted_text: text, drawing: { strokes: pad.strokes } } : { method, accepted_text: text, code: /** @type {any} */ (code).value });
    });
    return form;
  }

  /** @param {any} signature */
  async sign(signature) {
    await this.guard(async () => {
      const signed = await request("POST", `${base}/agreements/${this.agreementID}/signature`, signature);
      if (this.deal) this.deal.value = signed;
    });
  }

  async sendCode() {
    await this.guard(async () => {
      await request("POST", `${base}/agreements/${this.agreementID}/codes`, {});
      if (this.isCodeSent) this.isCodeSent.value = true;
    });
  }

  /** The PDF as it is kept, behind a link: only who is signed in gets it. */
  async openPaper() {
    await this.guard(async () => {
      const paper = await get(`${base}/agreements/${this.agreementID}/document`);
      const href = URL.createObjectURL(paper);
      this.link?.replaceChildren(h("a", { href, target: "_blank", rel: "noopener", download: `convenio-${this.agreementID}.pdf`, "data-bytes": paper.size }, t("agreement.open_paper", { size: Math.ceil(paper.size / 1024) })));
    });
  }
}

customElements.define("agreement-page", AgreementPage);
