/**
 * Conversions, the true rate, waivers and due dates, as in Shared/Negotiation. Rates in units of 10^-18, amounts in minor units, as BigInt.
 */
import { FREQUENCIES, NegotiationProblem, RATE_ONE, halfUp, share } from "./negotiation.mjs";

const GRID = 10n ** 12n;
const ONE_STEP = RATE_ONE / GRID;
const LARGEST = 9n * GRID;
/** The components of a debt, in the order in which they are shown. */
export const COMPONENTS = ["principal", "interest", "late_interest", "fees"];

/** @param {bigint} a @param {bigint} b @returns {bigint} */
const divisor = (a, b) => (b === 0n ? a : divisor(b, a % b));

/** (1 + rate)^(p / q) - 1, half-up at 10^-12, by bisection. @param {bigint} rate @param {bigint} p @param {bigint} q */
function compounded(rate, p, q) {
  const common = divisor(p, q);
  const [above, below] = [p / common, q / common];
  const part = divisor(rate, RATE_ONE);
  const [numerator, denominator] = [rate / part, RATE_ONE / part];
  const target = (denominator + numerator) ** above * (2n * GRID) ** below;
  const scale = denominator ** above;
  /** @param {bigint} x */
  const reaches = (x) => (2n * GRID + 2n * x + 1n) ** below * scale > target;
  if (!reaches(LARGEST - 1n)) throw new NegotiationProblem("rate_too_high", "rate", "The rate is above 900 % when it is converted.");
  let [low, high] = [0n, LARGEST - 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (reaches(middle)) high = middle;
    else low = middle + 1n;
  }
  return low * ONE_STEP;
}

/** @param {string} frequency */
function yearFraction(frequency) {
  const fraction = /** @type {Record<string, bigint[]>} */ (FREQUENCIES)[frequency];
  if (!fraction) throw new NegotiationProblem("unknown_frequency", "frequency", `${frequency} is no frequency.`);
  return fraction;
}

/** @param {bigint} annual @param {string} frequency */
export function periodicFromEffective(annual, frequency) {
  const [numerator, denominator] = yearFraction(frequency);
  return compounded(annual, numerator, denominator);
}

/** @param {bigint} annual @param {string} frequency */
export function periodicFromNominal(annual, frequency) {
  const [numerator, denominator] = yearFraction(frequency);
  return halfUp(halfUp(annual * numerator, denominator), ONE_STEP) * ONE_STEP;
}

/** @param {bigint} periodic @param {string} frequency */
export function effectiveFromPeriodic(periodic, frequency) {
  const [numerator, denominator] = yearFraction(frequency);
  return compounded(periodic, denominator, numerator);
}

/**
 * The periodic rate at which the payments are worth what was financed, rounded up at 10^-12.
 * @param {ReturnType<typeof import("./negotiation.mjs").schedule>} made @param {bigint[]} [fees] paid with each instalment on top
 */
export function trueRate(made, fees = []) {
  const payments = [...Array(made.silentPeriods).fill(0n), ...made.lines.map((line, index) => line.payment + (fees[index] ?? 0n))];
  const first = made.terms.firstPeriod ?? { days: 1, regularDays: 1 };
  const [days, regularDays] = [BigInt(first.days), BigInt(first.regularDays)];
  /** @param {bigint} x */
  const isWorthMore = (x) => {
    let [paid, power] = [0n, 1n];
    for (const payment of payments) {
      power *= GRID;
      paid = paid * (GRID + x) + power * payment;
    }
    const owed = made.terms.principal * (GRID * regularDays + x * days) * (GRID + x) ** BigInt(payments.length - 1);
    return owed < paid * regularDays;
  };
  if (!isWorthMore(0n)) return 0n;
  if (isWorthMore(LARGEST - 1n)) throw new NegotiationProblem("rate_too_high", "true_rate", "The true rate is above 900 % a period.");
  let [low, high] = [0n, LARGEST - 1n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (isWorthMore(middle)) low = middle;
    else high = middle;
  }
  return high * ONE_STEP;
}

/**
 * What is let go of each component.
 * @param {Record<string, bigint>} debt @param {Record<string, bigint>} shares from 0 to 1 in units of 10^-18
 */
export function waive(debt, shares) {
  /** @type {Record<string, bigint>} */
  const waived = {};
  let [total, gone] = [0n, 0n];
  for (const component of COMPONENTS) {
    const part = shares[component] ?? 0n;
    if (part < 0n || part > RATE_ONE) throw new NegotiationProblem("out_of_range", `waivers.${component}`, "More than all cannot be waived.");
    waived[component] = share(part, debt[component] ?? 0n);
    total += debt[component] ?? 0n;
    gone += waived[component];
  }
  return { waived, waivedTotal: gone, net: total - gone, basisPoints: total === 0n ? 0n : halfUp(gone * 10_000n, total) };
}

/** `YYYY-MM-DD` of each instalment. @param {string} frequency @param {string} first @param {number} count */
export function dueDates(frequency, first, count) {
  yearFraction(frequency);
  const [year, month, day] = first.split("-").map(Number);
  const start = Date.UTC(year, month - 1, day);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(first) || new Date(start).getUTCDate() !== day || year < 2000 || year > 2199) {
    throw new NegotiationProblem("out_of_range", "first_due_on", `${first} is no date of the years 2000 to 2199.`);
  }
  const dates = Array.from({ length: count }, (_, index) => {
    if (frequency !== "monthly") return new Date(start + index * (frequency === "weekly" ? 7 : 14) * 86_400_000);
    const last = new Date(Date.UTC(year, month + index, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + index, Math.min(day, last)));
  });
  if (dates.some((date) => date.getUTCFullYear() > 2199)) {
    throw new NegotiationProblem("out_of_range", "first_due_on", "The last instalment would fall due after the year 2199.");
  }
  return dates.map((date) => date.toISOString().slice(0, 10));
}
