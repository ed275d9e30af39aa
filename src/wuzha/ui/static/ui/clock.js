/**
 * Counts every clock of the page without a reload.
 *
 * <div class="clock" data-clock data-due="…" data-started="…" data-name="见面">
 *   <time data-left> · <rect data-rest> in a hundred wide svg · <span data-say aria-live>
 *
 * Above half of the term: running. Below: soon. Past: overdue. Thresholds are said once,
 * politely, to those who listen instead of look. Clocks that arrive later (a refreshed
 * panel) are found by themselves.
 * @module
 */
import { now } from "./servertime.js";
import { spanText, word } from "./words.js";

const MINUTE = 60_000;

/** What was said about a clock already, by its name and limit. @type {Map<string, string>} */
const said = new Map();

/** @param {HTMLElement} clock */
function show(clock) {
  const due = Date.parse(clock.dataset.due ?? "");
  const started = Date.parse(clock.dataset.started ?? "");
  const left = due - now();
  const share = started < due ? Math.min(1, left / (due - started)) : 1;
  const state = left <= 0 ? "overdue" : share < 0.5 ? "soon" : "running";
  const text = word(left <= 0 ? "over" : "left", { span: spanText(left) });
  const face = clock.querySelector("[data-left]");
  if (face && face.textContent !== text) face.textContent = text;
  if (clock.dataset.state !== state) clock.dataset.state = state;
  clock.querySelector("[data-rest]")?.setAttribute("width", String(Math.max(0, share * 100)));
  say(clock, state, left, text);
}

/**
 * @param {HTMLElement} clock
 * @param {string} state
 * @param {number} left
 * @param {string} text
 */
function say(clock, state, left, text) {
  const voice = clock.querySelector("[data-say]");
  if (!voice) return;
  const key = `${clock.dataset.name} ${clock.dataset.due}`;
  const step = state === "soon" && left < MINUTE ? "minute" : state;
  const before = said.get(key);
  said.set(key, step);
  if (before === undefined || before === step || step === "running") return;
  const sentence = { soon: "clock_soon", minute: "clock_minute", overdue: "clock_over" }[step];
  voice.textContent = word(sentence ?? "", { name: clock.dataset.name ?? "", left: text });
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    show(/** @type {HTMLElement} */ (clock));
  }
  // At the turn of the second, so that all screens in a room change together.
  setTimeout(tick, 1000 - (now() % 1000));
}

tick();
