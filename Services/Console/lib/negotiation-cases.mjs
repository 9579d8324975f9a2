/** Lines of a file of schedules, read and answered as `ronda plan quote` does: amounts in major units, as people write them. */
import { GRACE_KINDS, METHODS, NegotiationProblem, rate, schedule, text, units } from "./negotiation.mjs";

const REQUIRED = ["id", "method", "principal", "periodic_rate", "instalments", "decimals"];

/** @param {Record<string, string>} columns */
export function answer(columns) {
  for (const column of REQUIRED) {
    if (!columns[column]?.trim()) throw new NegotiationProblem("required", column, "A value is missing.");
  }
  const decimals = integer(columns, "decimals", 0, 4);
  const method = columns.method.trim().toLowerCase();
  if (!METHODS.includes(method)) throw new NegotiationProblem("unknown_method", "method", `${method} is no method.`);
  const made = schedule({
    method, principal: amount(columns.principal, "principal", decimals), rate: rate(columns.periodic_rate.trim(), "periodic_rate"),
    instalments: integer(columns, "instalments", 1, 600),
    balloon: columns.balloon?.trim() ? amount(columns.balloon, "balloon", decimals) : 0n,
    ...fixedAmounts(columns.extras ?? "", decimals), grace: grace(columns.grace_periods ?? ""),
  });
  const show = (/** @type {bigint} */ value) => text(value, decimals);
  const lines = made.lines.map((line) => [line.payment, line.interest, line.principal, line.balance].map(show).join("/"));
  return {
    id: columns.id.trim(), first_payment: show(made.lines[0].payment), last_payment: show(made.lines[made.lines.length - 1].payment),
    total_interest: show(made.totalInterest), total_paid: show(made.totalPaid), schedule: lines.join(";"),
  };
}

/** @param {Record<string, string>} columns @param {string} column @param {number} low @param {number} high */
function integer(columns, column, low, high) {
  const value = units(columns[column].trim(), 0);
  if (value === null || value < low || value > high) {
    throw new NegotiationProblem("out_of_range", column, `${columns[column]} is no whole number from ${low} to ${high}.`);
  }
  return Number(value);
}

/** @param {string} value @param {string} column @param {number} decimals */
function amount(value, column, decimals) {
  const minor = units(value.trim(), decimals);
  if (minor === null || minor < 0n) {
    throw new NegotiationProblem("invalid_amount", column, `${value} is no amount with at most ${decimals} decimals.`);
  }
  return minor;
}

/** @param {string} value @param {number} decimals */
function fixedAmounts(value, decimals) {
  const extras = new Map();
  const specials = new Map();
  for (const part of value.split("|").filter((one) => one.trim())) {
    const match = /^(\d+)([:=])(.+)$/.exec(part.trim());
    if (!match) throw new NegotiationProblem("invalid", "extras", `${part} is not of the form 6:100000 or 6=100000.`);
    const number = Number(match[1]);
    if (extras.has(number) || specials.has(number)) {
      throw new NegotiationProblem("repeated", "extras", `Instalment ${number} stands there twice.`);
    }
    (match[2] === ":" ? extras : specials).set(number, amount(match[3], "extras", decimals));
  }
  return { extras, specials };
}

/** @param {string} value */
function grace(value) {
  if (!value.trim()) return { periods: 0, kind: "capitalised" };
  const [periods, kind = "capitalised"] = value.trim().split(":");
  const count = units(periods, 0);
  if (count === null || count < 0n || count > 120n) {
    throw new NegotiationProblem("out_of_range", "grace_periods", `${value} is no number of periods from 0 to 120.`);
  }
  if (!GRACE_KINDS.includes(kind)) throw new NegotiationProblem("unknown_grace", "grace_periods", `${kind} is no kind of grace.`);
  return { periods: Number(count), kind };
}
