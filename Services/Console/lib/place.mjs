// Where in the console somebody is: the part of the address after `#/`, so that the phone's back button works.
import { signal } from "./signal.mjs";

const read = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);

/** @type {{ value: string[] }} Such as `["debtor", "<id>"]`; empty at the start. */
export const place = signal(read());

addEventListener("hashchange", () => (place.value = read()));

/** The page that the address names now; who reads it is not told when it changes. */
export const pageNow = () => read()[0];

/** The address of a place. @param {...string} parts */
export const hrefOf = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;

/** @param {...string} parts */
export function go(...parts) {
  location.hash = hrefOf(...parts);
}
