// What a promise policy says: its numbers, and between which bounds the server takes them.

/**
 * @typedef {{ name: string, least: number, most: number, inShare?: boolean }} PolicyField
 * A share comes in thousandths and is read and typed as a percentage.
 */

/** @type {PolicyField[]} */
export const policyFields = [
  { name: "minimum_share_permille", least: 0, most: 1000, inShare: true },
  { name: "maximum_days", least: 0, most: 366 },
  { name: "grace_days", least: 0, most: 60 },
  { name: "cut_off_minute", least: 1, most: 1440 },
  { name: "tolerance_permille", least: 0, most: 1000, inShare: true },
  { name: "partial_permille", least: 1, most: 1000, inShare: true },
  { name: "maximum_active", least: 1, most: 100 },
  { name: "maximum_dates", least: 1, most: 100 },
  { name: "maximum_repeats", least: 1, most: 100 },
  { name: "repeat_days", least: 0, most: 3650 },
];

/** As it is read and typed. @param {PolicyField} field @param {number} value */
export const shownOf = (field, value) => String(field.inShare ? value / 10 : value);

/** As the server takes it; nothing when it is no number. @param {PolicyField} field @param {string} typed */
export function valueOf(field, typed) {
  const number = Number(typed.trim().replace(",", "."));
  if (!typed.trim() || Number.isNaN(number)) return null;
  // Thousandths of what was typed in hundredths, without the dust of binary fractions: what is left over the server refuses.
  return field.inShare ? Math.round(number * 1e6) / 1e5 : number;
}
