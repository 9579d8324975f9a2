import { table } from "../lib/element.mjs";
import { language, t } from "../lib/i18n.mjs";
import { effect } from "../lib/signal.mjs";

class LeftOutTable extends HTMLElement {
  connectedCallback() {
    const day = /** @type {import("./day.mjs").Day} */ (/** @type {any} */ (this).day);
    this.stop = effect(() => {
      const items = day.leftOut.value.filter((item) => day.isShown(item.zone_code));
      const explanation = `explanation_${language.value}`;
      this.replaceChildren(table(
        t("left_out.caption", { count: items.length }), ["left_out.debtor", "left_out.zone", "left_out.why"].map((code) => t(code)),
        items.map((item) => [item.debtor_name ?? item.debtor_id, item.zone_code ?? "", item[explanation] ?? item.reason]),
        (index) => ({ "data-reason": items[index].reason })));
    });
  }

  disconnectedCallback() {
    this.stop?.();
  }
}

customElements.define("left-out-table", LeftOutTable);
