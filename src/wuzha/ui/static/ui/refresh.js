/**
 * Board panels that refresh by themselves, and never in somebody's way.
 *
 * <section id="live" data-refresh="15" data-refresh-url="/board/?panel=live">
 *   … <span class="fresh" data-fresh></span>     says when it was fetched
 *
 * Every N seconds the address (this page's own by default) is fetched and the element of
 * the same id in the answer takes the place of this one. It waits while a form inside is
 * changed or in focus, while a hand is over it, and while the tab is hidden. When things
 * have moved, a press is ignored for a moment, so that nobody hits what has just slid
 * under the finger. Focus, scroll and open details (with an id) stay.
 * A page that uses it loads idiomorph before: {% vendored "idiomorph" %}.
 * @module
 */
import { now } from "./servertime.js";
import { clockText, word } from "./words.js";

const RESTS_AFTER = 8000; // a pointer that has not moved for so long is only lying there
const SETTLES = 400;
const ASKS_AGAIN = 1000;
const GIVES_UP = 15_000;

/** @param {HTMLElement} panel */
function watch(panel) {
  if (panel.dataset.watched) return;
  panel.dataset.watched = "yes";
  const every = Number(panel.dataset.refresh) * 1000;
  const hand = handOver(panel);
  /** @type {number | undefined} */
  let timer;
  const next = (/** @type {number} */ wait) => {
    clearTimeout(timer);
    timer = setTimeout(turn, wait);
  };
  const turn = async () => {
    if (!panel.isConnected) return;
    if (document.hidden) return;
    if (hand.isBusy() || inUse(panel)) {
      tell(panel, word("fresh_waiting"));
      next(ASKS_AGAIN);
      return;
    }
    const fresh = await fetched(panel);
    if (fresh && (hand.isBusy() || inUse(panel))) {
      next(ASKS_AGAIN);
      return;
    }
    if (fresh) {
      const before = places(panel);
      replace(panel, fresh);
      if (places(panel) !== before) hand.slipped();
      panel.dataset.freshAt = clockText(now());
    }
    const time = panel.dataset.freshAt ?? "";
    tell(panel, word(fresh ? "fresh_at" : "fresh_failed", { time }));
    next(every);
  };
  panel.dataset.freshAt = clockText(now());
  tell(panel, word("fresh_at", { time: panel.dataset.freshAt }));
  next(every);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) next(0);
  });
}

/**
 * Knows whether a hand is over the panel, and swallows the press that was meant for
 * something else.
 * @param {HTMLElement} panel
 */
function handOver(panel) {
  let moved = 0;
  let slid = 0;
  let pressed = false;
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin", "wheel", "touchmove"]) {
    panel.addEventListener(name, () => (moved = Date.now()), { passive: true });
  }
  panel.addEventListener("pointerleave", () => (moved = 0));
  panel.addEventListener("pointerdown", () => (pressed = true));
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => (pressed = false));
  }
  const swallow = (/** @type {Event} */ event) => {
    if (Date.now() - slid > SETTLES) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  panel.addEventListener("click", swallow, true);
  return {
    isBusy: () => pressed || Date.now() - moved < RESTS_AFTER,
    slipped: () => (slid = Date.now()),
  };
}

/**
 * @param {HTMLElement} panel
 * @returns {string} where everything stands that can be pressed
 */
function places(panel) {
  const all = [...panel.querySelectorAll("a, button, summary, input, select")];
  return all.map((e) => `${e.getAttribute("href")}@${e.getBoundingClientRect().top}`).join();
}

/**
 * @param {HTMLElement} panel
 * @returns {boolean} somebody is at work inside
 */
function inUse(panel) {
  const focused = document.activeElement;
  if (focused && panel.contains(focused)) {
    if (focused.matches("input, select, textarea, [contenteditable]")) return true;
  }
  if (panel.querySelector("dialog[open], details[open] form")) return true;
  return [...panel.querySelectorAll("input, select, textarea")].some(isChanged);
}

/**
 * @param {Element} field
 * @returns {boolean}
 */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
  }
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
    return field.checked !== field.defaultChecked;
  }
  const box = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field);
  return box.type !== "hidden" && box.value !== box.defaultValue;
}

/**
 * @param {HTMLElement} panel
 * @returns {Promise<Element | null>}
 */
async function fetched(panel) {
  try {
    const answer = await fetch(panel.dataset.refreshUrl ?? location.href, {
      headers: { "X-Wuzha-Refresh": panel.id },
      signal: AbortSignal.timeout?.(GIVES_UP),
    });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById(panel.id);
  } catch {
    return null;
  }
}

/**
 * @param {HTMLElement} panel
 * @param {Element} fresh
 */
function replace(panel, fresh) {
  const scrolled = [...panel.querySelectorAll("*")].filter((e) => e.scrollTop || e.scrollLeft);
  const kept = scrolled.map((e) => ({ e, top: e.scrollTop, left: e.scrollLeft }));
  for (const open of panel.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  // @ts-ignore: the vendored script makes this name
  globalThis.Idiomorph.morph(panel, fresh.innerHTML, {
    morphStyle: "innerHTML",
    // A drawn chart redraws itself from its new figures; see chart.js.
    callbacks: { beforeNodeMorphed: (/** @type {Element} */ old) => !old.matches?.("[data-drawn]") },
  });
  for (const { e, top, left } of kept) e.scrollTo(left, top);
  // @ts-ignore: the vendored script makes this name
  globalThis.htmx?.process(panel);
  panel.dispatchEvent(new CustomEvent("wuzha:refreshed", { bubbles: true }));
}

/**
 * @param {HTMLElement} panel
 * @param {string} text
 */
function tell(panel, text) {
  const line = panel.querySelector("[data-fresh]");
  if (line && line.textContent !== text) line.textContent = text;
}

for (const panel of document.querySelectorAll("[data-refresh]")) {
  watch(/** @type {HTMLElement} */ (panel));
}
