/**
 * Nothing typed is ever lost: what stands in a form is kept on this device until it was
 * accepted, and put back when the form is opened again.
 *
 * <form data-keep="visit-17">      a name that is the same each time this form is opened
 * <form … data-bound>              the server's own answer with errors: its values win
 * <input data-sensitive>           never kept; the same on a fieldset or the whole form.
 *                                  Passwords, one-time codes, files and hidden fields
 *                                  are never kept.
 * <body data-outcome="done">       the page after a success: what led here is forgotten
 * form.dispatchEvent(new CustomEvent("wuzha:saved", {bubbles: true}))   forgets at once
 *
 * Drafts belong to the person signed in, live for a week, and go when they sign out.
 * @module
 */
import { make, meta, word } from "./words.js";

const WEEK = 7 * 86_400_000;
const PAUSE = 300;
const PREFIX = "wuzha-draft:";
const SUBMITTED = "wuzha-submitted";
const SECRET = '[autocomplete*="password"], [autocomplete="one-time-code"]';
const mine = `${PREFIX}${meta("wuzha-person")}:`;

/** @typedef {{at: number, fields: [string, string][]}} Draft */

/** @param {HTMLFormElement} form */
const keyOf = (form) => mine + form.dataset.keep;

/**
 * @param {Element} field
 * @returns {boolean}
 */
function keepable(field) {
  if (field.closest("[data-sensitive], form[hidden]") || field.matches(SECRET)) return false;
  if (field instanceof HTMLInputElement) {
    return !["password", "file", "hidden", "submit", "button"].includes(field.type);
  }
  return field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function fieldsOf(form) {
  const kept = [...form.elements].filter(keepable);
  return kept.flatMap((field) => {
    const box = /** @type {HTMLInputElement | HTMLSelectElement} */ (field);
    if (box instanceof HTMLInputElement && ["checkbox", "radio"].includes(box.type)) {
      return box.checked ? [pair(box.name, box.value)] : [];
    }
    if (box instanceof HTMLSelectElement && box.multiple) {
      return [...box.selectedOptions].map((option) => pair(box.name, option.value));
    }
    return [pair(box.name, box.value)];
  });
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {[string, string]}
 */
const pair = (name, value) => [name, value];

/** @param {HTMLFormElement} form */
function save(form) {
  const fields = fieldsOf(form);
  if (JSON.stringify(fields) === form.dataset.untouched) forget(keyOf(form));
  else write(keyOf(form), { at: Date.now(), fields });
}

/**
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
function restore(form, draft) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of draft.fields) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  for (const field of [...form.elements].filter(keepable)) {
    const box = /** @type {HTMLInputElement | HTMLSelectElement} */ (field);
    const kept = values.get(box.name);
    if (box instanceof HTMLInputElement && ["checkbox", "radio"].includes(box.type)) {
      // Of radios one is always chosen once one was: of none, the draft knows nothing.
      if (kept || box.type === "checkbox") box.checked = Boolean(kept?.includes(box.value));
    } else if (box instanceof HTMLSelectElement && box.multiple) {
      for (const option of box.options) option.selected = Boolean(kept?.includes(option.value));
    } else if (kept?.length) {
      box.value = /** @type {string} */ (kept.shift());
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.prepend(note(form));
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLElement} says that something was put back, and lets it go
 */
function note(form) {
  const button = make("button", { type: "button", class: "button button--quiet" });
  button.textContent = word("forget");
  const line = make("p", { class: "form__kept", role: "status" }, word("restored"), button);
  button.addEventListener("click", () => {
    form.reset();
    forget(keyOf(form));
    line.remove();
  });
  return line;
}

/** @param {HTMLFormElement} form */
function watch(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "yes";
  form.dataset.untouched = JSON.stringify(fieldsOf(form));
  const draft = read(keyOf(form));
  if (draft && !("bound" in form.dataset)) {
    if (JSON.stringify(draft.fields) !== form.dataset.untouched) restore(form, draft);
  }
  /** @type {number | undefined} */
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), PAUSE);
  };
  const atOnce = () => {
    if (timer === undefined || form.dataset.done) return;
    clearTimeout(timer);
    save(form);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => {
    atOnce();
    sessionStorage.setItem(SUBMITTED, keyOf(form));
  });
  form.addEventListener("wuzha:saved", () => {
    clearTimeout(timer);
    form.dataset.done = "yes";
    forget(keyOf(form));
  });
  addEventListener("pagehide", atOnce);
}

/**
 * The draft that was sent from this tab is forgotten when the page that follows shows
 * that it arrived: it says so, or it is a good page without that form.
 */
function settle() {
  const key = sessionStorage.getItem(SUBMITTED);
  if (!key) return;
  const { outcome, refused } = document.body.dataset;
  if (outcome === "refused" || outcome === "signed-out" || refused !== undefined) return;
  sessionStorage.removeItem(SUBMITTED);
  const again = [...document.querySelectorAll("form[data-keep]")].some(
    (form) => keyOf(/** @type {HTMLFormElement} */ (form)) === key,
  );
  if (outcome === "done" || !again) forget(key);
}

/**
 * @param {string} key
 * @returns {Draft | null}
 */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {Draft} draft
 */
function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden: the form still works, it is only not kept.
  }
}

/** @param {string} key */
function forget(key) {
  localStorage.removeItem(key);
}

/** @param {string} name the form's data-keep */
export function forgetDraft(name) {
  forget(mine + name);
}

/** @param {(key: string, draft: Draft | null) => boolean} which */
function sweep(which) {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    if (which(key, read(key))) forget(key);
  }
}

function watchAll() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    watch(/** @type {HTMLFormElement} */ (form));
  }
}

settle();
sweep((_, draft) => !draft || Date.now() - draft.at > WEEK);
watchAll();
document.addEventListener("htmx:load", watchAll);
document.addEventListener("wuzha:forget", () => sweep((key) => key.startsWith(mine)));
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, target } = /** @type {CustomEvent} */ (event).detail;
  const form = elt.closest?.("form[data-keep]");
  if (form && successful && !target?.querySelector?.("form[data-bound]")) {
    form.dispatchEvent(new CustomEvent("wuzha:saved", { bubbles: true }));
  }
});
