// The console's own files, so that it opens without network.

/** Has the browser keep what this page is made of, from its first visit on. Only where it may: by HTTPS, or on the same machine. */
export async function keepFiles() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("service-worker.mjs", { type: "module" });
    const own = performance.getEntriesByType("resource").map((entry) => entry.name.split("?")[0])
      .filter((name) => name.startsWith(location.origin) && !new URL(name).pathname.startsWith("/api/"));
    await (await caches.open("console")).addAll([...new Set([`${location.origin}/`, ...own])]);
  } catch (error) {
    console.warn("files", error);
  }
}
