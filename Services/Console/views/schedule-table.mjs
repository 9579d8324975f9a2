import { dayText } from "../lib/amounts.mjs";
import { h, table } from "../lib/element.mjs";
import { money, t } from "../lib/i18n.mjs";

/** The lines of a quote or an agreement, wide enough to scroll by itself on a narrow screen. @param {any} quote */
export function scheduleTable(quote) {
  const amount = (/** @type {number} */ minor) => money(minor, quote.currency);
  const hasInterest = quote.lines.some((/** @type {any} */ line) => line.interest_minor > 0);
  const hasFee = quote.lines.some((/** @type {any} */ line) => line.fee_minor > 0);
  const columns = ["number", "due", "pay", ...hasInterest ? ["interest"] : [], ...hasFee ? ["fee"] : [], "balance"];
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("schedule.caption") }, table(
    t("schedule.caption"), columns.map((name) => t(`schedule.${name}`)),
    quote.lines.map((/** @type {any} */ line) => [
      line.number || t("schedule.down"), dayText(line.due_on), amount(line.payment_minor + line.fee_minor),
      ...hasInterest ? [amount(line.interest_minor)] : [], ...hasFee ? [amount(line.fee_minor)] : [], amount(line.balance_minor),
    ]),
    (index) => ({ "data-line": quote.lines[index].number })));
}
