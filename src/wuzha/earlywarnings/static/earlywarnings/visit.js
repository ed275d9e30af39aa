/**
 * The visit page: one tap shows the number once and dials it; each entry carries the
 * moment at which it was made, also when it is sent hours later.
 *
 *   <form method="post" data-dial>   answers {"phone": "…"} to Accept: application/json
 *   <input type="hidden" name="made_at">
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
  link.className = "button button--large";
  form.replaceChildren(link);
  link.focus();
  link.click();
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
    const made = form.elements.namedItem("made_at");
    if (made instanceof HTMLInputElement) made.value = new Date(now()).toISOString();
  },
  true,
);
