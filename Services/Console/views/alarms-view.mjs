// Terms that are about to end, the next one first, until somebody says that they have seen it.
import { h } from "../lib/element.mjs";
import { explain } from "../lib/explain.mjs";
import { language, t } from "../lib/i18n.mjs";
import { hrefOf } from "../lib/place.mjs";
import { get, request, session } from "../lib/session.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { frame, ready } from "./page-frame.mjs";

const base = "/api/visit-capture/v1";
/** How often the list is looked at again, in milliseconds. */
const patience = 15_000;

class AlarmsView extends HTMLElement {
  connectedCallback() {
    /** @type {{ value: { items: any[], more: boolean } | null }} */
    this.alarms = signal(null);
    this.message = signal("");
    this.stop = effect(() => this.render());
    this.load();
    this.timer = setInterval(() => {
      if (document.visibilityState === "visible" && !this.contains(document.activeElement)) this.load();
    }, patience);
  }

  disconnectedCallback() {
    this.stop?.();
    clearInterval(this.timer);
  }

  async load() {
    try {
      const answer = await get(`${base}/alarms`);
      const next = { items: answer.items, more: Boolean(answer.next_cursor) };
      if (this.alarms && JSON.stringify(next) !== JSON.stringify(this.alarms.value)) this.alarms.value = next;
      if (this.message) this.message.value = "";
    } catch (error) {
      if (this.message) this.message.value = explain(error);
    }
    ready("alarms");
  }

  render() {
    const { items, more } = this.alarms?.value ?? { items: [], more: false };
    this.replaceChildren(...frame(
      t("alarms.title"), h("p", { role: "alert", class: "problem" }, this.message?.value ?? ""),
      this.alarms?.value && !items.length ? h("p", { class: "empty" }, t("alarms.none")) : null,
      h("div", { class: "cards" }, ...items.map((item) => this.card(item))),
      more ? h("p", { class: "small" }, t("alarms.more")) : null));
  }

  /** @param {any} item */
  card(item) {
    const isDeal = item.kind === "instalment_due" || item.kind === "agreement_expiring";
    const name = item.debtor_name ?? item.subject;
    const ends = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(new Date(item.ends_at));
    const canSay = ["supervisor", "administrator"].some((role) => session.value?.staff?.roles?.includes(role));
    return h(
      "article", { class: "card", "data-alarm": item.alarm_id, "aria-label": `${t(`alarm.${item.kind}`)}: ${name}` },
      h("div", { class: "row" }, h("strong", {}, t(`alarm.${item.kind}`)), h("span", { class: "state proposed" }, t("alarms.ends", { time: ends }))),
      h("p", {}, name),
      h("div", { class: "actions" },
        isDeal ? h("a", { href: hrefOf("agreement", item.subject) }, t("approvals.details")) : null,
        canSay ? h("button", { type: "button", "aria-label": t("alarms.seen_of", { name }), onclick: () => this.acknowledge(item.alarm_id) }, t("alarms.seen")) : null));
  }

  /** @param {string} alarmID */
  async acknowledge(alarmID) {
    try {
      await request("POST", `${base}/alarms/${alarmID}/acknowledgement`, {});
      await this.load();
    } catch (error) {
      if (this.message) this.message.value = explain(error);
    }
  }
}

customElements.define("alarms-view", AlarmsView);
