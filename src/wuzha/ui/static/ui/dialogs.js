/**
 * Questions that scripts must ask, and errors that came back without a page.
 * @module
 */
import { make, word } from "./words.js";

/** @typedef {import("./queue.js").Entry} Entry */
/** @typedef {import("./queue.js").Answer} Answer */

/**
 * @param {string} title
 * @param {(Node | string)[]} inside
 * @param {[string, string, string][]} buttons value, words, class
 * @returns {Promise<string>} the value pressed; nothing when it was closed
 */
export function ask(title, inside, buttons) {
  const row = make("p", { class: "row" });
  for (const [value, words, look] of buttons) {
    row.append(make("button", { value, class: `button ${look}` }, words));
  }
  const content = inside.map((part) => (typeof part === "string" ? make("p", {}, part) : part));
  const form = make("form", { method: "dialog", class: "stack" }, make("h2", {}, title), ...content, row);
  const dialog = /** @type {HTMLDialogElement} */ (make("dialog", {}, form));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

/**
 * @param {Entry} entry
 * @param {Answer} answer
 * @returns {Promise<string>} drop, mend, open, or nothing
 */
export function decide(entry, answer) {
  if (answer.status !== "conflict") {
    const errors = Object.values(answer.errors ?? {}).flat();
    return ask(word("refused_title"), [entry.title, answer.sentence ?? "", ...errors].filter(Boolean), [
      ["open", word("refused_open"), "button--primary"],
      ["drop", word("refused_drop"), ""],
    ]);
  }
  return ask(word("conflict_title"), [answer.sentence ?? "", versions(answer)], [
    ["drop", word("conflict_keep"), ""],
    ["mend", word("conflict_mend"), ""],
    ["", word("conflict_later"), "button--quiet"],
  ]);
}

/**
 * @param {Answer} answer
 * @returns {HTMLElement} both versions side by side
 */
function versions(answer) {
  const head = make("tr", {});
  for (const name of ["conflict_field", "conflict_mine", "conflict_theirs"]) {
    head.append(make("th", { scope: "col" }, word(name)));
  }
  const body = make("tbody");
  for (const { label, mine, theirs } of answer.rows ?? []) {
    const differs = { class: mine === theirs ? "soft" : "strong" };
    body.append(
      make("tr", {}, make("th", { scope: "row" }, label), make("td", differs, mine), make("td", differs, theirs)),
    );
  }
  return make("table", { class: "table table--dense versions" }, make("thead", {}, head), body);
}

/**
 * @param {HTMLFormElement} form
 * @param {Answer} answer errors by field name, shown where `_field.html` would show them
 */
export function showErrors(form, answer) {
  for (const old of form.querySelectorAll(".field__errors")) old.remove();
  for (const old of form.querySelectorAll(".field--bad")) old.classList.remove("field--bad");
  /** @type {HTMLElement | null} */
  let first = null;
  for (const [name, sentences] of Object.entries(answer.errors ?? {})) {
    const box = /** @type {HTMLElement | null} */ (form.querySelector(`[name="${CSS.escape(name)}"]`));
    const field = box?.closest(".field") ?? form;
    field.classList.toggle("field--bad", Boolean(box));
    const lines = sentences.map((sentence) => make("p", { class: "field__errors", role: "alert" }, sentence));
    if (box) field.append(...lines);
    else form.prepend(...lines);
    first ??= box;
  }
  (first ?? form).focus();
}
