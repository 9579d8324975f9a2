import { dayText } from "../lib/amounts.mjs";
import { money, t } from "../lib/i18n.mjs";
import { firstOf } from "./deal.mjs";

/** What a debtor reads and accepts, word for word. @param {any} quote @param {number} count @param {string} first when the first instalment falls due */
export const acceptedText = (quote, count, first) => t("sign.text", {
  total: money(quote.total_minor, quote.currency), count, amount: money(firstOf(quote), quote.currency), date: dayText(first),
});
