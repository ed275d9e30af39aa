/**
 * Forms that can be filled in without a network.
 *
 * What the page has to give:
 *   <body data-offline-page>          keeps this page for later visits without a network
 *   <form method="post" data-offline data-offline-title="张** 的走访记录" data-keep="…">
 *     <input type="hidden" name="version" value="…">   the record's version when it was shown
 *   <form method="post" data-sign-out>                 asks before leaving unsent entries
 *
 * What the address must answer. The request carries Accept: application/json and an
 * Idempotency-Key; the same key must give the same answer and change nothing twice.
 *   200 {"status": "saved", "url": "/…"}               recorded; the page goes to url
 *   409 {"status": "conflict", "sentence": "…", "version": "…", "url": "/…",
 *        "rows": [{"label": "结果", "mine": "…", "theirs": "…"}]}
 *                                     changed meanwhile: both versions are shown, the person
 *                                     decides; "mine" is sent again with the new version
 *   422 {"status": "invalid", "errors": {"field": ["…"]}}   shown beside the fields
 *   403, 404, 409 with {"sentence": "…"} or the house's page of refusal
 *                                     kept and shown, until the person drops or mends it
 *   401 or a redirect to the sign-in  kept until the same person is signed in again
 *   5xx, 408, 429, no answer          kept and tried again
 * Without script the same form is posted as any other: answer that with a redirect.
 *
 * An entry is on the disk before it is sent, belongs to the person who made it, and is
 * sent only in that person's session. Events: `wuzha:saved` on the form.
 * @module
 */
import { ask, decide, showErrors } from "./dialogs.js";
import { say } from "./frame.js";
import { forgetDraft } from "./keep.js";
import { drop, newKey, one, put, waitingOf } from "./queue.js";
import { pulse, send } from "./sending.js";
import { clockText, make, meta, word } from "./words.js";

/** @typedef {import("./queue.js").Entry} Entry */
/** @typedef {import("./queue.js").Answer} Answer */

const AGAIN = 20_000;
const person = meta("wuzha-person");

/** Forms of this page whose entry is under way, by key. @type {Map<string, HTMLFormElement>} */
const forms = new Map();
let signedOut = false;
let unreachable = false;

/** @param {HTMLFormElement} form */
async function submitted(form) {
  const earlier = form.dataset.entry ? await one(form.dataset.entry) : undefined;
  const entry = entryOf(form);
  await put(entry);
  // One that went over the line may have arrived: it stays, and the server compares.
  if (earlier?.tries === 0) await drop(earlier.key);
  form.dataset.entry = entry.key;
  forms.set(entry.key, form);
  await sendAll();
  form.removeAttribute("data-sent");
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  const left = await one(entry.key);
  if (left?.state === "waiting" && !signedOut) say(word("kept", { title: entry.title }));
}

/**
 * @param {HTMLFormElement} form
 * @returns {Entry}
 */
function entryOf(form) {
  return {
    key: newKey(),
    person,
    action: form.action,
    title: form.dataset.offlineTitle ?? document.title,
    draft: form.dataset.keep ?? "",
    page: location.href,
    fields: [...new FormData(form).entries()],
    at: Date.now(),
    tries: 0,
    state: "waiting",
  };
}

/** Sends what waits, oldest first, in one tab at a time. */
async function sendAll() {
  /** @type {string[]} */
  const open = [];
  const work = async () => {
    const waiting = (await waitingOf(person)).filter((entry) => entry.state === "waiting");
    if (!waiting.length) return;
    const there = await pulse();
    unreachable = !there;
    signedOut = Boolean(there) && there?.person !== person;
    if (!there || signedOut) return;
    for (const entry of waiting) {
      entry.tries += 1;
      await put(entry);
      const answer = await send(entry, there.csrf);
      if (await settle(entry, answer)) open.push(entry.key);
      if (answer.status === "waiting" || answer.status === "signed-out") break;
    }
  };
  // Two tabs must not send the same row; where locks are missing the key protects.
  if (navigator.locks) await navigator.locks.request("wuzha-sending", work);
  else await work();
  await showBar();
  // Only now: a question that stands open must not hold up the others.
  for (const key of open) if (forms.has(key)) await resolve(key);
}

/**
 * @param {Entry} entry
 * @param {Answer} answer
 * @returns {Promise<boolean>} the person has to decide
 */
async function settle(entry, answer) {
  const form = forms.get(entry.key);
  const { status } = answer;
  unreachable = status === "waiting";
  signedOut = status === "signed-out";
  if (status === "saved") {
    await drop(entry.key);
    arrived(entry, answer, form);
  } else if (status === "invalid" && form) {
    await drop(entry.key);
    showErrors(form, answer);
  } else if (status === "conflict" || status === "refused" || status === "invalid") {
    await put({ ...entry, state: status === "conflict" ? "conflict" : "refused", answer });
    return true;
  }
  return false;
}

/**
 * @param {Entry} entry
 * @param {Answer} answer
 * @param {HTMLFormElement | undefined} form
 */
function arrived(entry, answer, form) {
  forgetDraft(entry.draft);
  if (!form) {
    say(word("sent", { title: entry.title }));
    return;
  }
  form.dispatchEvent(new CustomEvent("wuzha:saved", { bubbles: true }));
  if (answer.url) location.assign(new URL(answer.url, location.origin));
}

/** @param {string} key lets the person decide about an entry that was not taken */
async function resolve(key) {
  const entry = await one(key);
  if (!entry?.answer) return;
  const choice = await decide(entry, entry.answer);
  if (choice === "drop") {
    await drop(key);
    if (entry.answer.url) location.assign(new URL(entry.answer.url, location.origin));
  } else if (choice === "mend") {
    await drop(key);
    const fields = entry.fields.filter(([name]) => name !== "version");
    fields.push(["version", entry.answer.version ?? ""]);
    const again = { ...entry, key: newKey(), fields, tries: 0, state: /** @type {const} */ ("waiting") };
    delete again.answer;
    const form = forms.get(key);
    if (form) forms.set(again.key, form);
    await put(again);
    await sendAll();
  } else if (choice === "open") {
    location.assign(entry.page);
  }
  await showBar();
}

/** The line under the top bar: whether there is a network, and what is waiting. */
async function showBar() {
  const entries = person ? await waitingOf(person) : [];
  const waiting = entries.filter((entry) => entry.state === "waiting");
  const open = entries.filter((entry) => entry.state !== "waiting");
  const { kept } = document.documentElement.dataset;
  document.querySelector(".waiting")?.remove();
  if (!entries.length && navigator.onLine && !kept) return;

  const words = [];
  if (!navigator.onLine || unreachable) words.push(word("offline"));
  if (waiting.length) words.push(word("waiting", { n: waiting.length }));
  if (open.length) words.push(word("to_decide", { n: open.length }));
  if (signedOut && waiting.length) words.push(word("sign_in_first"));
  const line = make("div", { class: "waiting__line" }, make("span", {}, words.join(" · ")));
  if (waiting.length) line.append(button("send_now", sendAll));
  const bar = make("section", { class: "waiting no-print", role: "status" }, line);
  if (kept) bar.append(make("p", {}, word("kept_page", { time: clockText(Date.parse(kept)) })));
  const list = make("ul", { class: "waiting__list", role: "list" });
  for (const entry of open) {
    list.append(make("li", { class: "row" }, entry.title, button("decide", () => resolve(entry.key))));
  }
  if (open.length) bar.append(list);
  (document.querySelector(".top") ?? document.body.firstElementChild)?.after(bar);
}

/**
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {HTMLElement}
 */
function button(name, work) {
  const made = make("button", { type: "button", class: "button" }, word(name));
  made.addEventListener("click", work);
  return made;
}

/** @param {{type: string} & Record<string, unknown>} message */
async function tellWorker(message) {
  const worker = (await navigator.serviceWorker?.getRegistration())?.active;
  if (!worker) return;
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage(message, [port2]);
    setTimeout(resolve, 3000);
  });
}

async function keepThisPage() {
  if (!navigator.serviceWorker || document.documentElement.dataset.kept) return;
  await navigator.serviceWorker.register(meta("wuzha-worker"), { scope: "/" });
  await navigator.serviceWorker.ready;
  const assets = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => /\.(js|css|svg)$/.test(new URL(name).pathname));
  const url = location.href.split("#")[0];
  await tellWorker({ type: "keep", url, assets: [...new Set(assets)], person });
}

/** @param {HTMLFormElement} form asks first when something would stay behind unsent */
async function leave(form) {
  const n = (await waitingOf(person)).length;
  if (n) {
    const choice = await ask(word("leave_title", { n }), [word("leave_text")], [
      ["send", word("leave_send"), "button--primary"],
      ["leave", word("leave_anyway"), ""],
    ]);
    if (choice === "send") await sendAll();
    if (choice !== "leave") return;
  }
  document.dispatchEvent(new CustomEvent("wuzha:forget"));
  await tellWorker({ type: "forget" });
  form.submit();
}

/** Says at a form that an earlier entry of it is still waiting. */
async function recall() {
  for (const entry of await waitingOf(person)) {
    const form = [.../** @type {NodeListOf<HTMLFormElement>} */ (
      document.querySelectorAll("form[data-offline]")
    )].find((candidate) => candidate.action === entry.action);
    if (!form || entry.state !== "waiting") continue;
    form.dataset.entry = entry.key;
    form.prepend(make("p", { class: "form__kept", role: "status" }, word("in_queue")));
  }
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented) return;
  if (form.matches("[data-sign-out]")) {
    event.preventDefault();
    leave(form);
  } else if (form.matches("[data-offline]") && person && globalThis.indexedDB) {
    event.preventDefault();
    submitted(form);
  }
});

for (const name of ["online", "offline"]) {
  addEventListener(name, () => (name === "online" ? sendAll() : showBar()));
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && person) sendAll();
});
if (person) {
  setInterval(sendAll, AGAIN);
  recall().then(sendAll);
}
if (document.body.matches("[data-offline-page]")) keepThisPage();
// Nobody is signed in here any more: what was kept for them goes.
if (document.body.dataset.outcome === "signed-out") tellWorker({ type: "forget" });
