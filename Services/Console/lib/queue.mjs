// What was recorded and is not known to be with the server. Each record has an id of its own, so that sending it twice changes nothing.
import { dequeue, enqueue, queued } from "./device.mjs";
import { NoNetwork, request, session } from "./session.mjs";
import { effect, signal } from "./signal.mjs";

/** The field with the id of a record, by the list in which it is sent. */
const idFields = { visits: "visit_id", agreements: "agreement_id", promises: "promise_id" };
/** How often what waits is tried again, in milliseconds. */
const patience = 30_000;

class Queue {
  /** @type {{ value: any[] }} What waits of whoever is signed in, the oldest first; with `refusal` when the server did not take it. */
  waiting = signal([]);
  #isSending = false;

  /** Begins to send: now, when the network is back, when the page is looked at again, and from time to time. */
  start() {
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") this.flush(); });
    setInterval(() => this.flush(), patience);
    effect(() => { if (session.value) this.#read().then(() => this.flush()); });
  }

  /** Keeps a record and tries to send it. @param {keyof typeof idFields} list @param {any} record */
  async add(list, record) {
    await enqueue({ id: record[idFields[list]], list, record, staff_id: session.value?.staff?.staff_id, queued_at: new Date().toISOString() });
    await this.#read();
    await this.flush();
  }

  /** Gives up a record that the server refused. @param {string} id */
  async discard(id) {
    await dequeue(id);
    await this.#read();
  }

  /** What waits about an account. @param {string} accountID */
  about(accountID) {
    return this.waiting.value.filter((row) => row.record.account_id === accountID);
  }

  /** Visits to a debtor that wait. @param {string} debtorID */
  visitsTo(debtorID) {
    return this.waiting.value.filter((row) => row.list === "visits" && row.record.debtor_id === debtorID);
  }

  async flush() {
    if (this.#isSending || !session.value) return;
    this.#isSending = true;
    try {
      const rows = this.waiting.value.filter((row) => !row.refusal).slice(0, 100);
      if (rows.length) await this.#send(rows);
    } catch (error) {
      if (!(error instanceof NoNetwork)) console.warn("queue", error);
    } finally {
      this.#isSending = false;
    }
  }

  /** @param {any[]} rows */
  async #send(rows) {
    /** @type {Record<string, any[]>} */
    const batch = {};
    for (const { list, record } of rows) (batch[list] ??= []).push(record);
    const { results } = await request("POST", "/api/visit-capture/v1/batches", { ...batch, sent_at: new Date().toISOString() });
    for (const { id, status, code, message } of results) {
      const row = rows.find((each) => each.id === id);
      if (!row) continue;
      // What the server has, or keeps aside, the phone may forget.
      if (status === "rejected" || status === "conflict") await enqueue({ ...row, refusal: { code, message } });
      else await dequeue(id);
    }
    await this.#read();
  }

  async #read() {
    const own = (await queued()).filter((row) => row.staff_id === session.value?.staff?.staff_id);
    this.waiting.value = own.sort((a, b) => a.queued_at.localeCompare(b.queued_at));
  }
}

export const queue = new Queue();
