/**
 * What time it is at the server: a phone's own clock may be minutes off, and a limit
 * counts in seconds.
 * @module
 */
import { meta } from "./words.js";

const KEPT = "wuzha-offset";
let offset = firstOffset();

/**
 * @returns {number} milliseconds
 */
export function now() {
  return Date.now() + offset;
}

/**
 * @param {string} moment what the server says
 * @param {number} heardAt Date.now() when it said so
 */
export function learn(moment, heardAt) {
  offset = Date.parse(moment) - heardAt;
  keep();
}

/** @returns {number} */
function firstOffset() {
  // A page kept for working without a network carries an old time: use the last known.
  if (document.documentElement.dataset.kept) return Number(storage()?.getItem(KEPT) ?? 0);
  const said = Date.parse(meta("wuzha-now"));
  if (Number.isNaN(said)) return 0;
  const [visit] = performance.getEntriesByType("navigation");
  const waited = /** @type {PerformanceNavigationTiming | undefined} */ (visit)?.responseStart;
  const found = said - (waited ? performance.timeOrigin + waited : Date.now());
  storage()?.setItem(KEPT, String(found));
  return found;
}

function keep() {
  storage()?.setItem(KEPT, String(offset));
}

/** @returns {Storage | null} none where the browser forbids it */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
