// What stands around each page: where one can go, who is signed in, the language.
import { h } from "../lib/element.mjs";
import { language, languages, t, useLanguage } from "../lib/i18n.mjs";
import { hrefOf, pageNow } from "../lib/place.mjs";
import { session, signOut } from "../lib/session.mjs";

/** Pages by who has them; the first is where one begins. */
const pages = {
  supervisor: ["day", "figures", "approvals", "alarms", "moves"], administrator: ["day", "figures", "approvals", "alarms", "moves", "policies"],
  auditor: ["day", "figures", "alarms", "moves", "policies"],
  operator: ["day", "figures", "alarms"],
  collector: ["work"],
};

/** The pages of whoever is signed in. @returns {string[]} */
export function pagesOfViewer() {
  const roles = session.value?.staff?.roles ?? [];
  const own = [...new Set(["supervisor", "administrator", "auditor", "operator", "collector"].filter((role) => roles.includes(role)).flatMap((role) => pages[/** @type {keyof pages} */ (role)]))];
  return own.length ? own : ["day"];
}

/** Links to the other pages; nothing where there is one page only. @returns {HTMLElement | null} */
function navigation() {
  const own = pagesOfViewer();
  if (own.length < 2) return null;
  const here = pageNow() ?? own[0];
  return h("nav", { "aria-label": t("nav.label") }, ...own.map((page) =>
    h("a", { href: hrefOf(page), "aria-current": page === here ? "page" : null }, t(`nav.${page}`))));
}

/** The person, the language and the way out. @returns {HTMLElement[]} */
function account() {
  return [
    h("span", { class: "who" }, session.value?.staff?.full_name ?? ""),
    h("select", { "aria-label": t("day.language"), onchange: (/** @type {any} */ event) => useLanguage(event.target.value) },
      ...languages.map((code) => h("option", { value: code, selected: code === language.value }, code))),
    h("button", { type: "button", onclick: signOut }, t("day.sign_out")),
  ];
}

/** The head of every page. @param {...Node} tools of the page, before the person */
export function header(...tools) {
  return h("header", {}, h("h1", {}, "Ronda"), navigation(), ...tools, ...account());
}

/** A page with its frame. @param {string} title @param {...(Node | null)} content */
export function frame(title, ...content) {
  return [
    header(),
    h("main", { class: "page" }, h("h2", {}, title), ...content),
  ];
}

/** Says that the page shows what it is to show; nothing while it does not yet. @param {string} name */
export function ready(name) {
  document.body.dataset.ready = name;
}
