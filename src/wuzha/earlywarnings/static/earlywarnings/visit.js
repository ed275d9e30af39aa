/**
 * The visit page: one tap shows the number once and dials it; one tap on a result sends
 * it; each entry carries the moment at which it was made, also when it is sent later.
 *
 *   <form method="post" data-dial>   answers {"phone": "…"} to Accept: application/json
 *   <input type="hidden" name="made_at">
 *   <input type="hidden" name="result"> … <button name="result" value="busy">
 * @module
 */
import { now } from "../ui/servertime.js";

/** @param {HTMLFormElement} form */
async function dial(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok || answer.redirected) {
    // A refusal has a page of its own: let the browser go there.
    form.submit();
    return;
  }
  const { phone } = await answer.json();
  const link = document.createElement("a");
  link.href = `tel:${phone}`;
  link.textContent = phone;
  link.className = "button button--primary button--large";
  form.replaceChildren(link);
  link.focus();
  link.click();
}

/**
 * What is kept for sending later holds the fields of the form, not the button pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} pressed
 */
function complete(form, pressed) {
  const made = form.querySelector("input[name=made_at]");
  if (made instanceof HTMLInputElement) made.value = new Date(now()).toISOString();
  if (!(pressed instanceof HTMLButtonElement) || !pressed.name) return;
  const field = form.querySelector(`input[type=hidden][name="${pressed.name}"]`);
  if (field instanceof HTMLInputElement) field.value = pressed.value;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.matches("[data-dial]")) {
      event.preventDefault();
      dial(form).catch(() => form.submit());
      return;
    }
    complete(form, event.submitter);
  },
  true,
);
