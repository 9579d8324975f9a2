// The console's frame: sign-in until there is a session, then the page that the address names, or where one's work begins.
import { keepFiles } from "./lib/files.mjs";
import { queue } from "./lib/queue.mjs";
import { session } from "./lib/session.mjs";
import { effect } from "./lib/signal.mjs";
import { loadCatalogue } from "./lib/i18n.mjs";
import { place } from "./lib/place.mjs";
import { pagesOfViewer } from "./views/page-frame.mjs";
import "./views/sign-in.mjs";
import "./views/day-view.mjs";
import "./views/figures-view.mjs";
import "./views/work-view.mjs";
import "./views/debtor-page.mjs";
import "./views/agreement-page.mjs";
import "./views/approvals-view.mjs";
import "./views/alarms-view.mjs";
import "./views/moves-view.mjs";
import "./views/policies-view.mjs";

/** The element of each page, and what the rest of the address means to it. @type {Record<string, [string, string?]>} */
const pages = {
  day: ["day-view"], figures: ["figures-view"], approvals: ["approvals-view"], alarms: ["alarms-view"], moves: ["moves-view"], policies: ["policies-view"], work: ["work-view"], debtor: ["debtor-page", "debtorID"], agreement: ["agreement-page", "agreementID"],
};

class RondaConsole extends HTMLElement {
  async connectedCallback() {
    await loadCatalogue();
    this.stop = effect(() => this.show());
    queue.start();
    await keepFiles();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  show() {
    const [name, argument = ""] = place.value;
    const [element, property] = session.value ? pages[name] ?? pages[pagesOfViewer()[0]] : ["sign-in"];
    const key = `${element} ${argument}`;
    if (this.dataset.page === key) return;
    this.dataset.page = key;
    const page = /** @type {any} */ (document.createElement(element));
    if (property) page[property] = argument;
    this.replaceChildren(page);
  }
}

customElements.define("ronda-console", RondaConsole);
