// What somebody asks for under a relief plan, and what it comes to. The server works it out, or without network the phone, by the plans of
// the day's package; nothing is kept until it is proposed.
import { laterBy, minorOf } from "../lib/amounts.mjs";
import { explain } from "../lib/explain.mjs";
import { t } from "../lib/i18n.mjs";
import { newID } from "../lib/new-id.mjs";
import { queue } from "../lib/queue.mjs";
import { quote as worked } from "../lib/quoting.mjs";
import { NoNetwork, get, request } from "../lib/session.mjs";
import { signal } from "../lib/signal.mjs";

const base = "/api/visit-capture/v1";

export class Deal {
  /** @type {{ value: any[] | null }} The plans that apply; `null` while they are looked for. */
  offers = signal(null);
  /** @type {{ value: any }} The plan that was chosen. */
  offer = signal(null);
  /** @type {{ value: any }} What the terms come to; `null` while that is not known. */
  quote = signal(null);
  message = signal("");
  /** What was filled in; percentages of waivers as they were typed. @type {{ method: string, instalments: number, frequency: string, first: string, down: string, waivers: Record<string, string> }} */
  terms = { method: "", instalments: 1, frequency: "", first: "", down: "", waivers: {} };
  #agreementID = "";
  /** @type {any} */
  #pending = null;
  #asked = 0;

  /** @param {any} account @param {string} timeZone the debtor's */
  constructor(account, timeZone) {
    this.account = account;
    this.timeZone = timeZone;
  }

  async load() {
    try {
      this.offers.value = (await get(`${base}/accounts/${this.account.account_id}/relief-plans`)).items;
    } catch (error) {
      const isAway = error instanceof NoNetwork;
      this.offers.value = isAway ? this.account.relief_plans : [];
      if (!isAway) this.message.value = explain(error);
    }
    if (this.offers.value?.length) this.choose(this.offers.value[0]);
  }

  /** The date of the deal, by the debtor's calendar. */
  get today() {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: this.timeZone }).format(new Date());
  }

  /** Begins with what the plan suggests: as many instalments as there may be, the first in a month, nothing waived. @param {any} offer */
  choose(offer) {
    const month = laterBy(offer.earliest_first_due_on, 30);
    this.terms = {
      method: offer.methods[0], instalments: Math.min(3, offer.maximum_instalments),
      frequency: offer.frequencies.includes("monthly") ? "monthly" : offer.frequencies[0],
      first: month < offer.latest_first_due_on ? month : offer.latest_first_due_on, down: "", waivers: {},
    };
    this.quote.value = null;
    this.offer.value = offer;
    this.ask();
  }

  /** Asks again what the terms come to, once nothing has changed for a moment. */
  askSoon() {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.ask(), 250);
  }

  async ask() {
    const terms = this.body();
    if (!terms) return;
    const asked = ++this.#asked;
    try {
      const quote = await this.#workOut(terms);
      if (asked !== this.#asked) return;
      this.message.value = "";
      this.quote.value = quote;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.quote.value = null;
      this.message.value = explain(error);
    }
  }

  /** @param {any} terms */
  async #workOut(terms) {
    try {
      return await request("POST", `${base}/accounts/${this.account.account_id}/quotes`, terms);
    } catch (error) {
      if (!(error instanceof NoNetwork)) throw error;
      return worked(this.offer.value, this.account, terms, this.today);
    }
  }

  /** The terms as the server reads them; `null` when an amount cannot be read. */
  body() {
    const { method, instalments, frequency, first, down, waivers } = this.terms;
    const minor = down.trim() ? minorOf(down, this.account.currency) : undefined;
    const shares = Object.entries(waivers).filter(([, percent]) => percent.trim() && Number(percent) !== 0);
    if (minor === null || shares.some(([, percent]) => !/^\d{1,3}(\.\d+)?$/.test(percent.trim().replace(",", ".")))) {
      this.quote.value = null;
      this.message.value = t("refusal.no_amount");
      return null;
    }
    return {
      plan_code: this.offer.value.plan_code, plan_version: this.offer.value.plan_version, method, instalments, frequency, first_due_on: first,
      ...minor === undefined ? {} : { down_payment_minor: minor },
      ...shares.length ? { waivers: Object.fromEntries(shares.map(([name, percent]) => [name, shareOf(percent)])) } : {},
    };
  }

  /**
   * Strikes the deal with the figures that were shown. Sent again it is the same one. Without network it waits on the phone, with the
   * debtor's signature where nobody else has to agree.
   * @param {any} [signature]
   * @returns {Promise<{ id: string, isQueued: boolean } | null>}
   */
  async propose(signature) {
    const terms = this.body();
    const quote = this.quote.value;
    if (!terms || !quote) return null;
    this.#agreementID ||= newID();
    const report = {
      agreement_id: this.#agreementID, account_id: this.account.account_id, made_at: new Date().toISOString(), terms,
      total_minor: quote.total_minor, first_payment_minor: firstOf(quote), ...signature ? { signature } : {},
    };
    try {
      if (!quote.is_local) {
        await request("POST", `${base}/agreements`, report);
        return { id: report.agreement_id, isQueued: false };
      }
    } catch (error) {
      if (!(error instanceof NoNetwork)) {
        this.#agreementID = "";
        this.message.value = explain(error);
        return null;
      }
    }
    await queue.add("agreements", report);
    return { id: report.agreement_id, isQueued: true };
  }
}

/** What the first instalment comes to, the down payment apart. @param {any} quote */
export function firstOf(quote) {
  const line = quote.lines.find((/** @type {any} */ candidate) => candidate.number === 1);
  return line ? line.payment_minor + line.fee_minor : 0;
}

/** `12.5` per cent as the decimal `0.125`, digit by digit. @param {string} percent */
export function shareOf(percent) {
  const [whole, part = ""] = percent.trim().replace(",", ".").split(".");
  const digits = whole.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${part}`;
}
