/* What the device offers: a page that opens without a net, a screen that stays on. Each is looked
   for and done without where it is missing (plain HTTP in a shop has none of them). */

import {$, page, w, write} from './page.js';

const KEPT = 'zhubo-console-https';

export function useDevice(desk) {
  write($('help-storage'), w('storage_safe'));
  if (!isSecureContext) adviseHttps();
  else if (navigator.serviceWorker && page.urls.worker) keepPage();
  if (navigator.wakeLock) stayAwake(desk);
}

/** Registers the worker for the live pages and tells it which files this page uses. */
async function keepPage() {
  try {
    await navigator.serviceWorker.register(page.urls.worker, {scope: '/broadcasts/'});
    const {active} = await navigator.serviceWorker.ready;
    active.postMessage({type: 'warm', page: location.pathname, files: usedFiles()});
  } catch (error) {
    console.warn('device: the page is not kept for bad times', error);
  }
}

/** Every file under /static/ that this page has loaded: scripts, styles, icons, words. */
function usedFiles() {
  const names = performance.getEntriesByType('resource').map(({name}) => name.split('#')[0]);
  const own = names.filter(name => name.startsWith(`${location.origin}/static/`));
  return [...new Set(own)].filter(name => !name.endsWith('/sw.js'));
}

/** The screen stays on while the page is in front and the broadcast runs. */
function stayAwake(desk) {
  let lock = null;
  const wish = async () => {
    if (document.visibilityState !== 'visible' || !desk.state.running || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch (error) {
      console.warn('device: the screen may go dark', error);
    }
  };
  document.addEventListener('visibilitychange', wish);
  desk.addEventListener('state', wish);
  wish();
}

/** One line, once: what HTTPS would add here. */
function adviseHttps() {
  const store = storage();
  if (store?.getItem(KEPT)) return;
  write($('https').querySelector('span'), w('https'));
  $('https').hidden = false;
  $('https-close').addEventListener('click', () => {
    $('https').hidden = true;
    store?.setItem(KEPT, 'seen');
  });
}

/** localStorage, or null where it is refused. */
export function storage() {
  try {
    localStorage.getItem(KEPT);
    return localStorage;
  } catch (error) {
    console.warn('device: no storage', error);
    return null;
  }
}
