// A list that is looked at again from time to time while the page is in sight, and not under somebody's hands.
import { h } from "../lib/element.mjs";
import { explain } from "../lib/explain.mjs";
import { effect, signal } from "../lib/signal.mjs";
import { ready } from "./page-frame.mjs";

/** The ground of such a page: it names itself, says how to fetch its list, and draws. */
export class WatchedList extends HTMLElement {
  /** The page's name. */
  page = "";
  /** How often the list is looked at again, in milliseconds. */
  patience = 15_000;
  /** @type {{ value: any }} What was fetched; nothing before the first answer. */
  list = signal(null);
  message = signal("");

  /** @returns {Promise<any>} */
  async fetchList() { throw new Error("a list says how it is fetched"); }

  render() {}

  connectedCallback() {
    this.stop = effect(() => this.render());
    this.load();
    this.timer = setInterval(() => {
      if (document.visibilityState === "visible" && !this.contains(document.activeElement)) this.load();
    }, this.patience);
  }

  disconnectedCallback() {
    this.stop?.();
    clearInterval(this.timer);
  }

  async load() {
    await this.attempt(async () => {
      const next = await this.fetchList();
      if (JSON.stringify(next) !== JSON.stringify(this.list.value)) this.list.value = next;
    });
    ready(this.page);
  }

  /** Does something and says why when it does not succeed. @param {() => Promise<void>} work @returns {Promise<boolean>} whether it did */
  async attempt(work) {
    try {
      await work();
      this.message.value = "";
      return true;
    } catch (error) {
      this.message.value = explain(error);
      return false;
    }
  }

  /** Where it says why something did not succeed. */
  problem() {
    return h("p", { role: "alert", class: "problem" }, this.message.value);
  }
}
