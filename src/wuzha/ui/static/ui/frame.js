/**
 * Small manners of every page: menus close, messages go, rows are links, a form is sent
 * once, the first error gets the focus, a refused panel says why.
 * @module
 */
import { make, word } from "./words.js";

const TOAST_LASTS = 8000;
const SENT_LASTS = 8000;

/** @param {HTMLElement} toast stays while it offers something or somebody is on it */
function letGo(toast) {
  if (toast.querySelector("form")) return;
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 1000);
    else toast.remove();
  };
  setTimeout(leave, TOAST_LASTS);
}

/**
 * Says something at the foot of the page.
 * @param {string} sentence
 */
export function say(sentence) {
  const close = make(
    "button",
    { class: "toast__button toast__button--close", type: "button", "data-dismiss": "", "aria-label": word("close") },
    "✕",
  );
  const toast = make("div", { class: "toast", "data-toast": "" }, make("span", {}, sentence), close);
  document.querySelector(".toasts")?.append(toast);
  letGo(toast);
}

/**
 * The sentence of a page that says no.
 * @param {string} html
 * @returns {string}
 */
export function sentenceOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-sentence]")?.textContent?.trim() ?? "";
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.removeAttribute("open");
  }
});

// A row is a link, and its text can still be marked and copied.
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const link = target.closest("tr")?.querySelector(".row-link");
  if (!link || target.closest("a, button, input, label, summary, details")) return;
  if (!getSelection()?.isCollapsed) return;
  link.dispatchEvent(new MouseEvent("click", event));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});

// A second press while the first is under way would do the deed twice.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    button?.removeAttribute("aria-busy");
  }, SENT_LASTS);
});

// A page that comes back from the browser's memory must be usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    form.removeAttribute("data-sent");
  }
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = /** @type {Element} */ (event.target).closest("form");
  form?.removeAttribute("data-sent");
  form?.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  say(sentenceOf(xhr.responseText) || word("failed"));
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say(word("no_network")));
}

for (const toast of document.querySelectorAll("[data-toast]")) {
  letGo(/** @type {HTMLElement} */ (toast));
}
for (const button of document.querySelectorAll("[data-back]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => history.back());
}
/** @type {HTMLElement | null} */ (document.querySelector("[data-focus-first]"))?.focus();

// On a phone the next step lies over the foot of the page: as much stays free below.
const covered = new ResizeObserver((bars) => {
  const lying = bars.filter(({ target }) => getComputedStyle(target).position === "fixed");
  const heights = lying.map(({ target }) => target.getBoundingClientRect().height);
  const { style } = document.documentElement;
  if (heights.length) style.setProperty("--bottom", `${Math.max(...heights)}px`);
  else style.removeProperty("--bottom");
});

function leaveRoom() {
  const buttons = document.querySelectorAll(".next:not(.next--inline) .button:not(.button--quiet)");
  const bars = new Set([...buttons].map((button) => button.closest(".next")));
  document.documentElement.classList.toggle("has-next", bars.size > 0);
  covered.disconnect();
  for (const bar of bars) covered.observe(/** @type {Element} */ (bar));
}

leaveRoom();
document.addEventListener("htmx:afterSettle", leaveRoom);
