// The console's frame: sign-in until there is a session, the day after that.
import { session } from "./lib/session.mjs";
import { effect } from "./lib/signal.mjs";
import { loadCatalogue } from "./lib/i18n.mjs";
import "./views/sign-in.mjs";
import "./views/day-view.mjs";

class RondaConsole extends HTMLElement {
  async connectedCallback() {
    await loadCatalogue();
    this.stop = effect(() => {
      const name = session.value ? "day-view" : "sign-in";
      if (this.firstElementChild?.localName === name) return;
      this.replaceChildren(document.createElement(name));
    });
  }

  disconnectedCallback() {
    this.stop?.();
  }
}

customElements.define("ronda-console", RondaConsole);
