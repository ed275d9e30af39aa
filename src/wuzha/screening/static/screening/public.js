/**
 * The public page with a little more comfort: a screenshot may be dropped or pasted, the
 * words for a relative copied. Everything works without it.
 * @module
 */

const box = /** @type {HTMLInputElement | null} */ (
  document.querySelector('input[type="file"]')
);

/** @param {DataTransfer | null} carried */
const take = (carried) => {
  const picture = [...(carried?.files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!box || !picture) return false;
  const files = new DataTransfer();
  files.items.add(picture);
  box.files = files.files;
  return true;
};

document.addEventListener("paste", (event) => {
  if (take(event.clipboardData)) event.preventDefault();
});
document.addEventListener("dragover", (event) => {
  if (box) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (take(event.dataTransfer)) event.preventDefault();
});

// A telephone has nothing to drag.
const hint = /** @type {HTMLElement | null} */ (document.querySelector("[data-drop]"));
if (hint) hint.hidden = !matchMedia("(hover: hover)").matches;

const copy = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copy]"));
const words = document.querySelector("[data-pass-on]");
if (copy && words && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.textContent ?? "");
    copy.disabled = true;
  });
}
