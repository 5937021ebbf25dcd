// Where plumbline is gone, the page opens all the same and says so. While it is there nothing old is given: a document
// is always asked for first, and what is kept under /assets/ has the hash of its content in its name.
const KEPT = 'plumbline-1';
/** Files under /assets/: those of a few versions. */
const MOST = 40;
const PLAIN = new Set(['/theme.js', '/favicon.svg', '/manifest.webmanifest', '/icon-192.png']);

/** Whether it is the file that was asked for: a proxy may say that plumbline is gone, or want to know who asks. */
const isFile = ({ ok, redirected, headers }) =>
  ok && !redirected && !(headers.get('content-type') ?? '').startsWith('text/html');

const keep = async (key, response) => {
  const cache = await caches.open(KEPT);
  await cache.put(key, response);
  const assets = (await cache.keys()).filter((r) => new URL(r.url).pathname.startsWith('/assets/'));
  for (const old of assets.slice(0, Math.max(0, assets.length - MOST))) await cache.delete(old);
};
/** The document and all that it begins with. */
const keepPage = async (response) => {
  const html = await response.clone().text();
  if (!html.includes('id="app"')) return;
  for (const path of new Set(html.match(/\/assets\/[\w.-]+/g))) {
    if ((await caches.match(path)) !== undefined) continue;
    const part = await fetch(path);
    // Without all of its parts it is no page: the one before is kept.
    if (!isFile(part)) return;
    await keep(path, part);
  }
  await keep('/', response);
};
const givePage = async (event) => {
  let response;
  try {
    response = await fetch(event.request);
    if (response.ok) event.waitUntil(keepPage(response.clone()));
    // 502 and 504 are what a proxy says of a plumbline that is gone.
    if (response.status !== 502 && response.status !== 504) return response;
  } catch {
    response = Response.error();
  }
  return (await caches.match('/')) ?? response;
};
const giveAsset = async (event) => {
  const kept = await caches.match(event.request);
  if (kept !== undefined) return kept;
  const response = await fetch(event.request);
  if (isFile(response)) event.waitUntil(keep(event.request, response.clone()));
  return response;
};
const givePlain = async (event) => {
  try {
    const response = await fetch(event.request);
    if (isFile(response)) event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
};

const prepare = async () => {
  await keepPage(await fetch('/', { cache: 'no-store' }));
  for (const path of PLAIN) {
    const response = await fetch(path);
    if (isFile(response)) await keep(path, response);
  }
  await self.skipWaiting();
};
const takeOver = async () => {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await self.clients.claim();
};
self.addEventListener('install', (event) => event.waitUntil(prepare()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return;
  if (mode === 'navigate') event.respondWith(givePage(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(giveAsset(event));
  else if (PLAIN.has(pathname)) event.respondWith(givePlain(event));
});
