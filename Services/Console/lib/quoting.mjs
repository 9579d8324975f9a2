/**
 * What terms come to under an offer, worked out on the phone: the same figures, to the cent, and the same refusals as
 * Services/VisitCapture/Domain/Negotiation/Quoter.swift. An offer brings all that it takes: the day's package has them.
 */
import { NegotiationProblem, RATE_ONE, halfUp, rate, schedule, share, text } from "./negotiation.mjs";
import { COMPONENTS, dueDates, effectiveFromPeriodic, periodicFromEffective, periodicFromNominal, trueRate, waive } from "./negotiation-rates.mjs";

const dayLength = 86_400_000;
/** @param {string} from @param {string} to */
const daysBetween = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength);
/** @param {Record<string, bigint>} amounts */
const asMinor = (amounts) => Object.fromEntries(COMPONENTS.map((name) => [`${name}_minor`, Number(amounts[name] ?? 0n)]));

/**
 * @param {any} offer as the server lists them @param {any} account @param {any} terms as the server takes them
 * @param {string} day the date of the deal, by the debtor's calendar
 * @returns {any} a quote as the server answers it; `is_local` says that it is not the server's
 */
export function quote(offer, account, terms, day) {
  checkLimits(offer, terms, day);
  const debt = Object.fromEntries(COMPONENTS.map((name) => [name, BigInt(offer.debt[`${name}_minor`])]));
  const shares = Object.fromEntries(Object.entries(terms.waivers ?? {}).map(([name, value]) => [name, rate(/** @type {string} */ (value), `waivers.${name}`)]));
  const waiver = waive(debt, shares);
  const isOverLimit = isAboveMaxima(offer, shares);
  const down = downPayment(offer, terms, waiver.net);
  const made = schedule(scheduleTerms(offer, terms, waiver.net - down, day));
  const { net: fee, vat } = feeOf(offer, account, waiver.net);
  const lines = linesOf(made, terms, down, fee + vat, day);
  const fees = lines.filter((line) => line.number > 0).map((line) => BigInt(line.fee_minor));
  const annual = effectiveFromPeriodic(trueRate(made, fees), terms.frequency);
  checkCeiling(offer, annual);
  return {
    plan_code: offer.plan_code, plan_version: offer.plan_version, currency: account.currency, debt: asMinor(debt), waived: asMinor(waiver.waived),
    waived_basis_points: Number(waiver.basisPoints), down_payment_minor: Number(down), financed_minor: Number(made.financed),
    periodic_rate: text(made.terms.rate, 18), true_annual_rate: text(annual, 18), fee_minor: Number(fee), fee_vat_minor: Number(vat),
    total_interest_minor: Number(made.totalInterest), total_minor: lines.reduce((sum, line) => sum + line.payment_minor + line.fee_minor, 0),
    approval_level: Math.max(levelOf(offer, account, terms, waiver, day), isOverLimit ? offer.over_limit_level : 0), lines, is_local: true,
  };
}

/** @param {string} code @param {string} field */
const refusal = (code, field) => new NegotiationProblem(code, field, code);

/** @param {any} offer @param {any} terms @param {string} day */
function checkLimits(offer, terms, day) {
  if (!offer.methods.includes(terms.method)) throw refusal("method_not_offered", "method");
  if (!offer.frequencies.includes(terms.frequency)) throw refusal("frequency_not_offered", "frequency");
  if (!(terms.instalments >= 1 && terms.instalments <= offer.maximum_instalments)) throw refusal("too_many_instalments", "instalments");
  const wait = daysBetween(day, terms.first_due_on);
  if (!(wait >= 0 && wait <= daysBetween(offer.earliest_first_due_on, offer.latest_first_due_on))) throw refusal("first_due_out_of_range", "first_due_on");
  const specials = (terms.fixed_instalments ?? []).length + (terms.balloon_minor > 0 ? 1 : 0);
  if (specials > offer.maximum_specials) throw refusal("too_many_specials", "fixed_instalments");
  const { periods = 0, kind = "" } = terms.grace ?? {};
  if (periods > 0 && !(offer.grace_kinds.includes(kind) && periods <= offer.maximum_grace_periods)) throw refusal("grace_not_offered", "grace");
}

/** Whether more is let go than the plan allows by itself. @param {any} offer @param {Record<string, bigint>} shares */
function isAboveMaxima(offer, shares) {
  const over = COMPONENTS.find((name) => (shares[name] ?? 0n) > rate(offer.waiver_maxima[name] ?? "0"));
  if (over && (offer.over_limit_level ?? null) === null) throw refusal("waiver_above_limit", `waivers.${over}`);
  return over !== undefined;
}

/** @param {any} offer @param {any} terms @param {bigint} net */
function downPayment(offer, terms, net) {
  const down = BigInt(terms.down_payment_minor ?? 0);
  if (down < share(rate(offer.minimum_down_payment), net)) throw refusal("below_minimum", "down_payment_minor");
  if (down >= net) throw refusal("nothing_left", "down_payment_minor");
  return down;
}

/** @param {any} offer @param {any} terms @param {bigint} principal @param {string} day */
function scheduleTerms(offer, terms, principal, day) {
  const quoted = rate(offer.rate);
  const periodic = { effective_annual: periodicFromEffective, nominal_annual: periodicFromNominal }[/** @type {string} */ (offer.rate_kind)];
  const [extras, specials] = [new Map(), new Map()];
  for (const fixed of terms.fixed_instalments ?? []) {
    if (extras.has(fixed.number) || specials.has(fixed.number)) throw refusal("repeated", "fixed_instalments");
    (fixed.in_place ? specials : extras).set(fixed.number, BigInt(fixed.amount_minor));
  }
  return {
    method: terms.method, principal, rate: periodic ? periodic(quoted, terms.frequency) : quoted, instalments: terms.instalments,
    balloon: BigInt(terms.balloon_minor ?? 0), extras, specials, grace: terms.grace ?? { periods: 0, kind: "capitalised" },
    firstPeriod: firstPeriod(terms, day),
  };
}

/** Nothing when the first instalment falls due one period after the deal, or later because of the grace. @param {any} terms @param {string} day */
function firstPeriod(terms, day) {
  if (terms.grace?.periods > 0) return undefined;
  const regularDays = { weekly: 7, fortnightly: 14 }[/** @type {string} */ (terms.frequency)] ?? 30;
  const days = daysBetween(day, terms.first_due_on);
  if (days === regularDays || (terms.frequency === "monthly" && days >= 28 && days <= 31)) return undefined;
  return { days: Math.min(days, 2 * regularDays), regularDays };
}

/** The sum over the bands in units of 10^-20 minor units. @param {any[]} bands @param {bigint} amount @param {bigint} hundredths what a unit of the limits is worth */
function marginal(bands, amount, hundredths = 100n) {
  const scaled = amount * 100n;
  let [lower, sum] = [0n, 0n];
  for (const band of bands) {
    const limit = band.up_to === undefined || band.up_to === null ? scaled : BigInt(band.up_to) * hundredths;
    const upper = limit < scaled ? limit : scaled;
    if (upper > lower) {
      sum += (upper - lower) * rate(band.rate);
      lower = upper;
    }
  }
  return sum;
}

/** What collecting costs the debtor: never more than the law allows. @param {any} offer @param {any} account @param {bigint} recovered */
function feeOf(offer, account, recovered) {
  const { fees } = offer;
  if (!fees) return { net: 0n, vat: 0n };
  const age = account.days_past_due;
  const amount = fees.base === "overdue" ? BigInt(account.overdue_minor) : recovered;
  const bucket = fees.buckets.filter((/** @type {any} */ each) => each.from_day <= age).sort((/** @type {any} */ a, /** @type {any} */ b) => b.from_day - a.from_day)[0];
  let net = bucket ? halfUp(marginal(bucket.tiers, amount), 100n * RATE_ONE) : 0n;
  if (fees.cap) {
    if (age > fees.cap.after_day && !offer.fee_unit_hundredths) throw refusal("unit_value_missing", "plan_code");
    const allowed = age > fees.cap.after_day ? marginal(fees.cap.scale, amount, BigInt(offer.fee_unit_hundredths)) / (100n * RATE_ONE) : 0n;
    if (allowed < net) net = allowed;
  }
  return { net, vat: share(rate(fees.vat), net) };
}

/** @param {ReturnType<typeof schedule>} made @param {any} terms @param {bigint} down @param {bigint} fee @param {string} day */
function linesOf(made, terms, down, fee, day) {
  const dates = dueDates(terms.frequency, terms.first_due_on, made.silentPeriods + made.lines.length).slice(made.silentPeriods);
  const count = BigInt(made.lines.length);
  const part = fee / count;
  const first = { number: 0, due_on: day, payment_minor: Number(down), interest_minor: 0, principal_minor: Number(down), balance_minor: Number(made.terms.principal), fee_minor: 0 };
  return [
    ...down > 0n ? [first] : [],
    ...made.lines.map((line, index) => ({
      number: line.number, due_on: dates[index], payment_minor: Number(line.payment), interest_minor: Number(line.interest),
      principal_minor: Number(line.principal), balance_minor: Number(line.balance),
      fee_minor: Number(line.number === made.lines.length ? fee - part * (count - 1n) : part),
    })),
  ];
}

/** Ceilings are published with two digits after the point of the percentage; rates are compared rounded to four. @param {any} offer @param {bigint} annual */
function checkCeiling(offer, annual) {
  if (annual === 0n) return;
  if ((offer.maximum_effective_annual ?? null) === null) throw refusal("no_usury_ceiling", "rate");
  const step = 10n ** 12n;
  if (halfUp(annual, step) * step > rate(offer.maximum_effective_annual)) throw refusal("above_usury_ceiling", "rate");
}

/** The highest level that any measure of the deal calls for. @param {any} offer @param {any} account @param {any} terms @param {ReturnType<typeof waive>} waiver @param {string} day */
function levelOf(offer, account, terms, waiver, day) {
  /** @type {Record<string, number>} */
  const measures = {
    waived_basis_points: Number(waiver.basisPoints), waived_minor: Number(waiver.waivedTotal), instalments: terms.instalments,
    first_due_days: daysBetween(day, terms.first_due_on), broken_plans: offer.broken_agreements, days_past_due: account.days_past_due,
  };
  const called = offer.approval_rules.filter((/** @type {any} */ rule) => (measures[rule.measure] ?? 0) > rule.above);
  return Math.max(0, ...called.map((/** @type {any} */ rule) => rule.level));
}
