/* Service worker of the live pages (scope /broadcasts/): the console opens without a network.

   Pages that asked to be kept ("warm") come from the network first and from the cache when it
   is silent; their scripts and styles are kept with them. JSON is never touched, nothing else
   under the scope is cached, and all of it is deleted at sign-out ({type: 'clear'}). */

const CACHE = 'zhubo-live-1';
const PATIENCE_MS = 4000;
const HASHED = /\.[0-9a-f]{8,}\.\w+$/;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', event => {
  event.waitUntil(deleteCaches(name => name !== CACHE).then(() => self.clients.claim()));
});

self.addEventListener('message', event => {
  const {type, page, files = []} = event.data ?? {};
  const done = type === 'warm' ? warm(page, files) : type === 'clear' ? deleteCaches() : null;
  if (!done) return;
  event.waitUntil(done.then(() => event.ports[0]?.postMessage({type, done: true})));
});

self.addEventListener('fetch', event => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request, url));
  else if (url.pathname.startsWith('/static/')) event.respondWith(openFile(request, url));
});

async function deleteCaches(which = () => true) {
  const names = (await caches.keys()).filter(name => name.startsWith('zhubo-') && which(name));
  return Promise.all(names.map(name => caches.delete(name)));
}

/** Keeps a page and exactly the files it uses; files of an older release are forgotten. */
async function warm(page, files) {
  const cache = await caches.open(CACHE);
  const kept = await cache.keys();
  const wanted = new Set(files.map(file => new URL(file, self.location.origin).href));
  const old = kept.filter(({url}) => isFile(url) && !wanted.has(url));
  await Promise.all(old.map(request => cache.delete(request)));
  await Promise.all([keepPage(cache, page), ...files.map(file => keepFile(cache, file))]);
}

const isFile = url => new URL(url).pathname.startsWith('/static/');

async function keepPage(cache, page) {
  const answer = await fetch(page, {credentials: 'same-origin', cache: 'no-store'});
  if (isKeepable(answer)) await cache.put(page, answer);
}

async function keepFile(cache, file) {
  if (HASHED.test(file) && await cache.match(file)) return;
  const answer = await fetch(file);
  if (answer.ok) await cache.put(file, answer);
}

/** Only a signed-in page itself: not the sign-in it was redirected to, not an error. */
const isKeepable = answer => answer.ok && !answer.redirected
  && (answer.headers.get('Content-Type') ?? '').startsWith('text/html');

/** Network first for a kept page; the cache when the network fails or is silent for 4 s. */
async function openPage(request, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(url.pathname);
  if (!kept) return fetch(request);
  const fresh = fetch(request).then(answer => renewPage(cache, url.pathname, answer));
  const silence = new Promise(resolve => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([fresh.catch(() => kept), silence]);
}

/** Whoever is no longer allowed to open the page does not keep a copy either. */
async function renewPage(cache, path, answer) {
  if (isKeepable(answer)) await cache.put(path, answer.clone());
  else if (answer.status < 500) await cache.delete(path);
  return answer;
}

/** A hashed file never changes: cache first. Others are asked for, and kept for bad times. */
async function openFile(request, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (!kept || HASHED.test(url.pathname)) return kept ?? fetch(request);
  const fresh = fetch(request).then(answer => renewFile(cache, request, answer));
  const silence = new Promise(resolve => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([fresh.catch(() => kept), silence]);
}

async function renewFile(cache, request, answer) {
  if (answer.ok && answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}
