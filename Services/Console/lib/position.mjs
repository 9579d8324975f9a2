// Where the phone is, as far as it says so in time.

/** How long is waited for it, and how old it may be, in milliseconds. */
const patience = 4_000;
const freshness = 60_000;

/**
 * The fields of a record that say where it was taken down; none when the phone does not know or may not say.
 * @returns {Promise<{ lat?: number, lon?: number, accuracy_m?: number }>}
 */
export function position() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve({});
    // The browser's own limit does not count while it asks the person for leave.
    const timer = setTimeout(() => resolve({}), patience);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      clearTimeout(timer);
      resolve({ lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy });
    }, () => resolve({}), { enableHighAccuracy: true, timeout: patience, maximumAge: freshness });
  });
}
