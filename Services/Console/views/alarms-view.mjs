// Terms that are about to end, the next one first, until somebody says that they have seen it.
import { h } from "../lib/element.mjs";
import { language, t } from "../lib/i18n.mjs";
import { hrefOf } from "../lib/place.mjs";
import { get, request, session } from "../lib/session.mjs";
import { frame } from "./page-frame.mjs";
import { WatchedList } from "./watched-list.mjs";

const base = "/api/visit-capture/v1";

class AlarmsView extends WatchedList {
  page = "alarms";

  async fetchList() {
    const answer = await get(`${base}/alarms`);
    return { items: answer.items, more: Boolean(answer.next_cursor) };
  }

  render() {
    const { items, more } = this.list.value ?? { items: [], more: false };
    this.replaceChildren(...frame(
      t("alarms.title"), this.problem(),
      this.list.value && !items.length ? h("p", { class: "empty" }, t("alarms.none")) : null,
      h("div", { class: "cards" }, ...items.map((/** @type {any} */ item) => this.card(item))),
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
    if (await this.attempt(() => request("POST", `${base}/alarms/${alarmID}/acknowledgement`, {}))) await this.load();
  }
}

customElements.define("alarms-view", AlarmsView);
