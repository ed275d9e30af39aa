/**
 * The words that scripts say, in the reader's language: the page carries them as JSON.
 * @module
 */

/** @type {Record<string, string>} */
const texts = JSON.parse(document.getElementById("wuzha-words")?.textContent || "{}");

/**
 * @param {string} key
 * @param {Record<string, string | number>} [facts] what stands for {name} in the text
 * @returns {string}
 */
export function word(key, facts = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/**
 * A span as people read it; the same rules as `times.span_text` on the server.
 * @param {number} milliseconds
 * @returns {string}
 */
export function spanText(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  if (minutes < 1) return word("seconds", { seconds });
  if (hours < 1) return word("minutes", { minutes, seconds: two(seconds % 60) });
  if (hours < 24) return word("hours", { hours, minutes: two(minutes % 60) });
  return word("days", { days: Math.floor(hours / 24), hours: two(hours % 24) });
}

/**
 * @param {number} moment milliseconds
 * @returns {string} 14:05, in the reader's place
 */
export function clockText(moment) {
  const here = new Date(moment);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(here.getHours())}:${two(here.getMinutes())}`;
}

/**
 * @param {string} name
 * @returns {string} the content of a <meta>, or nothing
 */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/**
 * An element in one expression; text is set as text, never as markup.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} inside
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}
