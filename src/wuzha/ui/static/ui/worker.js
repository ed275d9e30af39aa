/**
 * The service worker: keeps the few pages that must open without a network, for the
 * person who opened them, on this device, until they sign out. Touches nothing else.
 *
 * Messages from the page: {type: "keep", url, assets, person} · {type: "forget"}
 */

const ASSETS = "wuzha-assets";
const PAGES = "wuzha-pages:";
const KEPT_AT = "X-Wuzha-Kept-At";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { type, url, assets, person } = event.data;
  const work = type === "keep" ? keep(url, assets, person) : forget();
  event.waitUntil(work.then(() => event.ports[0]?.postMessage("done")));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.location.origin)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (["script", "style", "image"].includes(request.destination)) {
    event.respondWith(asset(request));
  }
});

/**
 * @param {string} url
 * @param {string[]} assets
 * @param {string} person
 */
async function keep(url, assets, person) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== PAGES + person) await caches.delete(name);
  }
  const pages = await caches.open(PAGES + person);
  const old = await pages.keys();
  if (!old.some((request) => request.url === url)) {
    await store(pages, url, await fetch(url, { credentials: "same-origin" }));
  }
  const kept = await caches.open(ASSETS);
  const wanted = new Set(assets);
  for (const request of await kept.keys()) {
    // What no page asks for any more is of an older version of the service.
    if (!wanted.delete(request.url)) await kept.delete(request);
  }
  await Promise.all([...wanted].map((asset) => kept.add(asset)));
}

async function forget() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES)) await caches.delete(name);
  }
}

/**
 * The network first; the kept copy, marked as such, when it does not answer in time.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function page(request) {
  const found = await kept(request.url);
  if (!found) return fetch(request);
  try {
    const answer = await patiently(request);
    await store(found.pages, request.url, answer.clone());
    return answer;
  } catch {
    return marked(found.answer);
  }
}

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function asset(request) {
  const cache = await caches.open(ASSETS);
  const found = await cache.match(request);
  if (!found) return fetch(request);
  try {
    const answer = await patiently(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return found;
  }
}

/**
 * @param {string} url
 * @returns {Promise<{pages: Cache, answer: Response} | null>}
 */
async function kept(url) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const pages = await caches.open(name);
    const answer = await pages.match(url);
    if (answer) return { pages, answer };
  }
  return null;
}

/**
 * @param {Cache} pages
 * @param {string} url
 * @param {Response} answer
 */
async function store(pages, url, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await pages.put(url, new Response(await answer.arrayBuffer(), { headers }));
}

/**
 * @param {Response} answer
 * @returns {Promise<Response>} says on the page itself how old it is
 */
async function marked(answer) {
  const at = answer.headers.get(KEPT_AT) ?? "";
  const text = await answer.text();
  return new Response(text.replace("<html ", `<html data-kept="${at}" `), {
    headers: answer.headers,
  });
}

/**
 * A line that is there but does not carry is no better than none.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
function patiently(request) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("slow")), PATIENCE);
    fetch(request).then(resolve, reject);
  });
}
