/**
 * The button that prints the page. Without this script the line beside it says how.
 * @module
 */

for (const button of document.querySelectorAll("button[data-print]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  button.parentElement?.querySelector("[data-print-hint]")?.remove();
}
