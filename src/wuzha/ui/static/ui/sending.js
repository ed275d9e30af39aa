/**
 * Sends one entry and says what became of it.
 * @module
 */
import { sentenceOf } from "./frame.js";
import { learn } from "./servertime.js";
import { meta } from "./words.js";

/** @typedef {import("./queue.js").Entry} Entry */
/** @typedef {import("./queue.js").Answer} Answer */

const GIVES_UP = 20_000;
const PULSE_GIVES_UP = 6_000;
// Answers that say nothing about the entry itself: it keeps waiting.
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * @returns {Promise<{person: string, csrf: string} | null>} nobody there: null
 */
export async function pulse() {
  try {
    const answer = await fetch(meta("wuzha-pulse"), {
      cache: "no-store",
      signal: AbortSignal.timeout?.(PULSE_GIVES_UP),
    });
    // A hotel's or an operator's sign-in page also answers; only ours is JSON.
    const said = await answer.json();
    learn(said.now, Date.now());
    return said;
  } catch {
    return null;
  }
}

/**
 * @param {Entry} entry
 * @param {string} csrf
 * @returns {Promise<Answer>}
 */
export async function send(entry, csrf) {
  const body = new FormData();
  for (const [name, value] of entry.fields) {
    if (name !== "csrfmiddlewaretoken") body.append(name, value);
  }
  try {
    const answer = await fetch(entry.action, {
      method: "POST",
      body,
      headers: {
        Accept: "application/json",
        "Idempotency-Key": entry.key,
        "X-CSRFToken": csrf,
      },
      signal: AbortSignal.timeout?.(GIVES_UP),
    });
    return await understood(answer);
  } catch {
    return { status: "waiting" };
  }
}

/**
 * @param {Response} answer
 * @returns {Promise<Answer>}
 */
async function understood(answer) {
  if (LATER.has(answer.status)) return { status: "waiting" };
  if (answer.status === 401) return { status: "signed-out" };
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const said = JSON.parse(text);
    if (said.status) return said;
    return { status: "refused", sentence: said.sentence ?? said.detail ?? "" };
  }
  // A page instead of JSON: a refusal of the house, or the way to the sign-in.
  if (answer.ok) return { status: answer.redirected ? "signed-out" : "waiting" };
  return { status: "refused", sentence: sentenceOf(text) };
}
