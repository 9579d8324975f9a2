/**
 * The arithmetic of instalments for work off line: the same answers, to the cent, as Shared/Negotiation. All numbers are BigInt: amounts
 * in minor units, rates in units of 10^-18. One set of vectors proves both equal (Tests/NegotiationTests/vectors).
 * What no schedule can be made of is a {@link NegotiationProblem} with a code and the field.
 */

export const RATE_ONE = 10n ** 18n;
const RATE_MAXIMUM = 9n * RATE_ONE;
const LARGEST_MINOR = 10n ** 15n;
const MAXIMUM_INSTALMENTS = 600;
const MAXIMUM_STEPS = 60;

export const METHODS = ["french", "german", "flat"];
export const GRACE_KINDS = ["capitalised", "interest_only", "dead"];
/** The length of a period as a share of a year of 365 days or twelve months. */
export const FREQUENCIES = { weekly: [7n, 365n], fortnightly: [14n, 365n], monthly: [1n, 12n] };

export class NegotiationProblem extends Error {
  /** @param {string} code @param {string} field @param {string} message */
  constructor(code, field, message) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** To the nearest whole number, a half away from zero. @param {bigint} numerator @param {bigint} denominator */
export function halfUp(numerator, denominator) {
  const magnitude = ((numerator < 0n ? -numerator : numerator) * 2n + denominator) / (2n * denominator);
  return numerator < 0n ? -magnitude : magnitude;
}

/** This much of an amount. @param {bigint} rate @param {bigint} amount */
export const share = (rate, amount) => halfUp(amount * rate, RATE_ONE);

/**
 * A decimal number in units of 10^-decimals; null when the text is none or has digits beyond them (unless they are rounded away).
 * @param {string} text @param {number} decimals @param {boolean} [rounding]
 */
export function units(text, decimals, rounding = false) {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const [, sign, whole, part = "", power = "0"] = match;
  if (whole.length + part.length > 100 || Math.abs(Number(power)) > 100) return null;
  const shift = decimals + Number(power) - part.length;
  const digits = BigInt(whole + part);
  if (shift < 0 && !rounding && digits % 10n ** BigInt(-shift) !== 0n) return null;
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : halfUp(digits, 10n ** BigInt(-shift));
  return sign === "-" ? -value : value;
}

/** @param {bigint} value @param {number} decimals */
export function text(value, decimals) {
  if (decimals === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** @param {string} value @param {string} [field] */
export function rate(value, field = "rate") {
  const read = units(value, 18, true);
  if (read === null || read < 0n || read > RATE_MAXIMUM) {
    throw new NegotiationProblem("invalid_rate", field, `${value} is no rate: a decimal number from 0 to 9, where 0.02 is 2 %, is.`);
  }
  return read;
}

/**
 * @typedef {object} Terms
 * @property {string} method french, german or flat
 * @property {bigint} principal
 * @property {bigint} rate of one period
 * @property {number} instalments
 * @property {bigint} [balloon] due with the last instalment, on top of it
 * @property {Map<number, bigint>} [extras] on top of an instalment
 * @property {Map<number, bigint>} [specials] in place of an instalment
 * @property {{periods: number, kind: string}} [grace]
 * @property {{days: number, regularDays: number}} [firstPeriod]
 * @property {{rate: bigint, every: number}} [stepUp]
 */

/** @param {string} field @param {bigint|number} value @param {bigint|number} low @param {bigint|number} high */
function within(field, value, low, high) {
  if ((typeof value === "number" && !Number.isInteger(value)) || value < low || value > high) {
    throw new NegotiationProblem("out_of_range", field, `${value} is not possible: ${low} to ${high} is.`);
  }
}

/** @param {Terms} terms */
function checked(terms) {
  const all = {
    balloon: 0n, extras: new Map(), specials: new Map(), grace: { periods: 0, kind: "capitalised" }, firstPeriod: undefined,
    stepUp: undefined, ...terms,
  };
  if (!METHODS.includes(all.method)) throw new NegotiationProblem("unknown_method", "method", `${all.method} is no method.`);
  within("principal", all.principal, 1n, LARGEST_MINOR);
  within("instalments", all.instalments, 1, MAXIMUM_INSTALMENTS);
  within("periodic_rate", all.rate, 0n, RATE_MAXIMUM);
  within("balloon", all.balloon, 0n, all.principal);
  for (const field of /** @type {const} */ (["extras", "specials"])) {
    for (const [number, amount] of all[field]) {
      within(field, number, 1, all.instalments);
      within(field, amount, 0n, LARGEST_MINOR);
    }
  }
  within("grace_periods", all.grace.periods, 0, 120);
  if (!GRACE_KINDS.includes(all.grace.kind)) throw new NegotiationProblem("unknown_grace", "grace_periods", `${all.grace.kind} is no grace.`);
  if (all.firstPeriod) {
    within("first_period.regular_days", all.firstPeriod.regularDays, 1, 366);
    within("first_period.days", all.firstPeriod.days, 0, 2 * all.firstPeriod.regularDays);
  }
  if (all.stepUp) {
    within("step_up.every", all.stepUp.every, 1, MAXIMUM_INSTALMENTS);
    within("step_up.every", Math.floor((all.instalments - 1) / all.stepUp.every), 0, MAXIMUM_STEPS);
  }
  if (all.method !== "french" && (all.specials.size > 0 || all.stepUp)) {
    throw new NegotiationProblem("not_with_method", all.specials.size > 0 ? "specials" : "step_up", "Only the french method has them.");
  }
  if (all.specials.size >= all.instalments) {
    throw new NegotiationProblem("no_level_instalment", "specials", "Every instalment is a special one.");
  }
  return all;
}

/** @typedef {ReturnType<typeof checked>} CheckedTerms */

/** What comes on top of an instalment. @param {CheckedTerms} terms @param {number} number */
const onTop = (terms, number) => (terms.extras.get(number) ?? 0n) + (number === terms.instalments ? terms.balloon : 0n);

/**
 * The level instalments, exactly: A = (P - sum of F_k v^k) / (sum of w_k v^k), multiplied through by (1 + i)^n, by Horner's rule.
 * @param {CheckedTerms} terms @param {bigint} principal
 * @returns {(number: number) => bigint}
 */
function annuity(terms, principal) {
  const ratio = RATE_ONE + terms.rate;
  const steps = terms.stepUp ? Math.floor((terms.instalments - 1) / terms.stepUp.every) : 0;
  /** @param {number} number */
  const weight = (number) => {
    if (terms.specials.has(number)) return 0n;
    if (!terms.stepUp) return 1n;
    const step = Math.floor((number - 1) / terms.stepUp.every);
    return (RATE_ONE + terms.stepUp.rate) ** BigInt(step) * RATE_ONE ** BigInt(steps - step);
  };
  let [fixed, weighed, scale] = [0n, 0n, 1n];
  for (let number = 1; number <= terms.instalments; number += 1) {
    scale *= RATE_ONE;
    fixed = fixed * ratio + scale * ((terms.specials.get(number) ?? 0n) + onTop(terms, number));
    weighed = weighed * ratio + scale * weight(number);
  }
  const days = BigInt(terms.firstPeriod?.days ?? 1);
  const regularDays = BigInt(terms.firstPeriod?.regularDays ?? 1);
  const owed = principal * (RATE_ONE * regularDays + terms.rate * days) * ratio ** BigInt(terms.instalments - 1);
  const left = owed - fixed * regularDays;
  if (left < 0n) throw fixedAboveDebt(terms);
  return (number) => {
    const amount = halfUp(left * weight(number), weighed * regularDays);
    if (amount > 1000n * LARGEST_MINOR) throw new NegotiationProblem("out_of_range", "principal", "The instalments are too large.");
    return amount;
  };
}

/** @param {CheckedTerms} terms */
function fixedAboveDebt(terms) {
  const field = terms.specials.size > 0 ? "specials" : terms.extras.size > 0 ? "extras" : "balloon";
  return new NegotiationProblem("fixed_above_debt", field, "The fixed amounts pay more than is owed.");
}

/**
 * What is paid and when. Every line is rounded half-up; the last takes what is left over, so that the principal sums exactly.
 * @param {Terms} given
 */
export function schedule(given) {
  const terms = checked(given);
  const { grace, rate: periodic } = terms;
  let financed = terms.principal;
  if (grace.kind === "capitalised" && grace.periods > 0) {
    financed = halfUp(financed * (RATE_ONE + periodic) ** BigInt(grace.periods), RATE_ONE ** BigInt(grace.periods));
    if (financed > LARGEST_MINOR) throw new NegotiationProblem("out_of_range", "grace_periods", "More is owed than can be counted.");
  }
  const principalOf = terms.method === "french" ? levelPrincipal(terms, financed) : evenPrincipal(terms, financed);
  const interestOf = terms.method === "flat" ? flatInterest(terms, financed) : owedInterest(terms);
  let balance = financed;
  /** @type {{number: number, payment: bigint, interest: bigint, principal: bigint, balance: bigint}[]} */
  const lines = [];
  /** @param {bigint} interest @param {bigint} principal */
  const add = (interest, principal) => {
    balance -= principal;
    if (balance > LARGEST_MINOR) throw new NegotiationProblem("out_of_range", "instalments", "More is owed than can be counted.");
    lines.push({ number: lines.length + 1, payment: principal + interest, interest, principal, balance });
  };
  if (grace.kind === "interest_only") for (let k = 0; k < grace.periods; k += 1) add(share(periodic, balance), 0n);
  for (let number = 1; number <= terms.instalments; number += 1) {
    const interest = interestOf(number, balance);
    const principal = number === terms.instalments ? balance : principalOf(number, interest);
    add(interest, principal < balance ? principal : balance);
  }
  const sum = (/** @type {"interest"|"payment"} */ key) => lines.reduce((total, line) => total + line[key], 0n);
  return { financed, lines, totalInterest: sum("interest"), totalPaid: sum("payment"), silentPeriods: silent(grace), terms };
}

/** @param {{periods: number, kind: string}} grace */
const silent = (grace) => (grace.kind === "interest_only" ? 0 : grace.periods);

/** @param {CheckedTerms} terms @param {bigint} financed */
function levelPrincipal(terms, financed) {
  const level = annuity(terms, financed);
  return (/** @type {number} */ number, /** @type {bigint} */ interest) =>
    (terms.specials.get(number) ?? level(number)) + onTop(terms, number) - interest;
}

/** @param {CheckedTerms} terms @param {bigint} financed */
function evenPrincipal(terms, financed) {
  const extra = [...terms.extras.values()].reduce((total, amount) => total + amount, terms.balloon);
  if (extra > financed) throw fixedAboveDebt(terms);
  const part = halfUp(financed - extra, BigInt(terms.instalments));
  return (/** @type {number} */ number) => part + onTop(terms, number);
}

/** @param {CheckedTerms} terms */
function owedInterest(terms) {
  return (/** @type {number} */ number, /** @type {bigint} */ balance) =>
    number === 1 && terms.firstPeriod
      ? halfUp(balance * terms.rate * BigInt(terms.firstPeriod.days), RATE_ONE * BigInt(terms.firstPeriod.regularDays))
      : share(terms.rate, balance);
}

/** P i n in all, spread evenly. @param {CheckedTerms} terms @param {bigint} financed */
function flatInterest(terms, financed) {
  const regularDays = BigInt(terms.firstPeriod?.regularDays ?? 1);
  const count = BigInt(terms.instalments);
  const interest = financed * terms.rate * ((count - 1n) * regularDays + BigInt(terms.firstPeriod?.days ?? 1));
  const total = halfUp(interest, RATE_ONE * regularDays);
  const part = halfUp(interest, RATE_ONE * regularDays * count);
  let left = total;
  return (/** @type {number} */ number) => {
    const interest = number === terms.instalments || left < part ? left : part;
    left -= interest;
    return interest;
  };
}
