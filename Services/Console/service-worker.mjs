// Answers for the server when there is no network, with the console's own files as they were last seen. Data is not its business.
const worker = /** @type {any} */ (self);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(newestOf(event.request));
});

/** @param {Request} request */
async function newestOf(request) {
  const files = await caches.open("console");
  try {
    const response = await fetch(request);
    if (response.ok) await files.put(request, response.clone());
    return response;
  } catch (error) {
    const last = await files.match(request, { ignoreSearch: true, ignoreVary: true });
    if (last) return last;
    throw error;
  }
}
