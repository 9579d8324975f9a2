// Who is signed in, and how requests say so.
import { forget } from "./device.mjs";
import { signal } from "./signal.mjs";

const key = "ronda.session";

/** @type {{ value: null | { access_token: string, refresh_token: string, staff: any } }} */
export const session = signal(JSON.parse(sessionStorage.getItem(key) ?? "null"));

/** Where the phone keeps the day's package of whoever is signed in. */
export const packageKey = () => `package ${session.value?.staff?.staff_id}`;

/**
 * The session from now on. What the phone knows of debtors belongs to whoever fetched it: it is forgotten when the person leaves, and when
 * somebody else comes. What waits to be sent is kept for its owner.
 * @param {any} next
 */
export async function keepSession(next) {
  const before = session.value?.staff?.staff_id;
  if (next) sessionStorage.setItem(key, JSON.stringify(next));
  else sessionStorage.removeItem(key);
  session.value = next;
  if (!next || next.staff?.staff_id !== before) await forget(next ? packageKey() : undefined);
}

/** Nothing reached the server, or its answer got lost. */
export class NoNetwork extends Error {}

/** An answer that was not a success, with the code and the fields of its problem document. */
export class Problem extends Error {
  /** @param {number} status @param {any} document */
  constructor(status, document) {
    super(document?.title ?? String(status));
    this.status = status;
    this.code = document?.code ?? "unknown";
    this.errors = document?.errors ?? [];
    this.detail = document?.detail;
  }
}

/**
 * @param {string} email
 * @param {string} password
 */
export async function signIn(email, password) {
  await keepSession(await send("POST", "/api/identity/v1/sessions", { email, password }, null));
}

export async function signOut() {
  try {
    await request("DELETE", "/api/identity/v1/sessions");
  } catch (error) {
    // Without network the server hears nothing of it; whoever has the phone next sees nothing all the same.
    if (!(error instanceof NoNetwork)) throw error;
  } finally {
    await keepSession(null);
  }
}

/** @type {Promise<void> | null} One refresh at a time, however many requests need it. */
let refreshing = null;

async function refresh() {
  refreshing ??= (async () => {
    try {
      const next = await send("POST", "/api/identity/v1/sessions/refresh", { refresh_token: session.value?.refresh_token }, null);
      await keepSession({ ...session.value, ...next });
    } catch (error) {
      // Without network nobody is signed out: the work goes on.
      if (!(error instanceof NoNetwork)) await keepSession(null);
      throw error;
    } finally {
      refreshing = null;
    }
  })();
  return refreshing;
}

/**
 * Sends a request as the person who is signed in; an expired token is renewed once.
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 */
export async function request(method, path, body) {
  try {
    return await send(method, path, body, session.value?.access_token ?? null);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401 || !session.value) throw error;
    await refresh();
    return send(method, path, body, session.value?.access_token ?? null);
  }
}

/** @param {string} path */
export const get = (path) => request("GET", path);

/**
 * Opens a stream of events and hands each to `take`, reconnecting from where it broke off, until `signal` aborts.
 * @param {string} path
 * @param {(event: { id: string, type: string, data: any }) => void} take
 * @param {AbortSignal} signal
 * @param {(connected: boolean) => void} tell
 */
export async function listen(path, take, signal, tell) {
  let last = "";
  while (!signal.aborted) {
    try {
      const headers = { Authorization: `Bearer ${session.value?.access_token}`, Accept: "text/event-stream" };
      if (last) headers["Last-Event-ID"] = last;
      const response = await fetch(path, { headers, signal });
      if (response.status === 401) await refresh();
      else if (response.ok && response.body) {
        tell(true);
        for await (const event of events(response.body)) {
          if (event.id) last = event.id;
          take(event);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      console.warn("live stream", error);
    }
    tell(false);
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}

/** @param {ReadableStream<Uint8Array>} body */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      const event = { id: "", type: "message", data: /** @type {any} */ (null) };
      for (const line of text.slice(0, end).split("\n")) {
        if (line.startsWith("id:")) event.id = line.slice(3).trim();
        if (line.startsWith("event:")) event.type = line.slice(6).trim();
        if (line.startsWith("data:")) event.data = JSON.parse(line.slice(5));
      }
      text = text.slice(end + 2);
      if (event.data !== null) yield event;
    }
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} body
 * @param {string | null} token
 */
async function send(method, path, body, token) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).catch((error) => {
    throw new NoNetwork("no network", { cause: error });
  });
  const type = response.headers.get("content-type") ?? "";
  // A document, such as a PDF.
  if (response.ok && type && !/json/.test(type)) return response.blob();
  const text = await response.text();
  const answer = text && /json/.test(type) ? JSON.parse(text) : null;
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}
