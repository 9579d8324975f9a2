// Amounts and dates as people type and read them. Amounts stay whole minor units; nothing is worked out in fractions.
import { digitsOf, language } from "./i18n.mjs";

/**
 * The minor units of what was typed, `null` when it is no amount: `1234.5`, `1.234,50` and `1,234.50` are all good where there are cents.
 * @param {string} typed @param {string} currency
 */
export function minorOf(typed, currency) {
  const digits = digitsOf(currency);
  const text = typed.replace(/[\s ]/g, "");
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return null;
  const minor = Number(match[1].replace(/[.,]/g, "") + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** What stands in a field for an amount. @param {number} minor @param {string} currency */
export function typedOf(minor, currency) {
  const digits = digitsOf(currency);
  const text = String(minor).padStart(digits + 1, "0");
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}

/** `27 nov 2026`. @param {string} date */
export function dayText(date) {
  return new Intl.DateTimeFormat(language.value, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`));
}

/** `12,5 %` of a rate that came as a decimal number. @param {string | number} rate */
export function percentText(rate) {
  return new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 2 }).format(Number(rate));
}

/** @param {string} date @param {number} days */
export function laterBy(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
