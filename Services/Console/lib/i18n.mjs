// Texts from message catalogues: Spanish first, English for who asks for it.
import { signal } from "./signal.mjs";

const key = "ronda.language";
export const languages = ["es", "en"];
export const language = signal(localStorage.getItem(key) ?? "es");

/** @type {{ value: Record<string, string> }} */
const catalogue = signal({});

export async function loadCatalogue() {
  const response = await fetch(new URL(`../i18n/${language.value}.json`, import.meta.url));
  catalogue.value = await response.json();
  document.documentElement.lang = language.value;
}

/** @param {string} next */
export async function useLanguage(next) {
  localStorage.setItem(key, next);
  language.value = next;
  await loadCatalogue();
}

/**
 * The text of `code`, with `{name}` replaced by parameters; the code itself where the catalogue lacks it, so that a gap is seen.
 * @param {string} code
 * @param {Record<string, any>} [parameters]
 */
export function t(code, parameters = {}) {
  return (catalogue.value[code] ?? code).replace(/\{(\w+)\}/g, (_, name) => String(parameters[name] ?? ""));
}

/** Whether the catalogue has a text of this code. @param {string} code */
export const known = (code) => code in catalogue.value;

/** Decimals in practice, as the server's table has them. */
const withoutDecimals = new Set(["COP", "CLP", "PYG"]);

/** @param {string} currency */
export const digitsOf = (currency) => withoutDecimals.has(currency) ? 0 : 2;

/** @param {number} minor @param {string} currency */
export function money(minor, currency) {
  const digits = digitsOf(currency);
  const locale = { COP: "es-CO", PEN: "es-PE" }[currency] ?? language.value;
  return new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    minor / 10 ** digits,
  );
}

/** @param {string} instant @param {string} timeZone */
export function clock(instant, timeZone) {
  return new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(new Date(instant));
}

/** @param {number} metres */
export function kilometres(metres) {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: 1, style: "unit", unit: "kilometer" }).format(metres / 1000);
}

/** A share of ten thousandths as a percentage; a dash when there is none. @param {number | null | undefined} value */
export function share(value) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 1 }).format(value / 10_000);
}
