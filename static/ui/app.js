// The one place that listens to htmx, and what makes plain forms and links kinder: asking first, focus
// on what is wrong, reasons for refusals, relative times, copying. It works where htmx is not loaded.
// Nothing here is needed for a form to work.

const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const words = document.getElementById('toasts').dataset;

// --- Asking first -------------------------------------------------------------------------------

const agreed = new WeakSet();
const asks = (node) => node?.matches?.('[data-confirm], [hx-confirm]');

/** Sends a form as if its button had been pressed again. (Safari 15.4 has no requestSubmit.) */
function sendAgain(form, button) {
  agreed.add(form);
  if (button) button.click();
  else if (form.requestSubmit) form.requestSubmit();
  else form.submit();
}

function askBeforeSubmit(event) {
  const { target: form, submitter } = event;
  const source = [submitter, form].find(asks);
  if (agreed.delete(form) || !source) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say('ui:ask', { source, proceed: () => sendAgain(form, submitter) });
}

function askBeforeRequest(event) {
  const { elt, issueRequest } = event.detail;
  if (!asks(elt)) return;
  event.preventDefault();
  if (elt.matches('form')) issueRequest(true); // askBeforeSubmit has asked
  else say('ui:ask', { source: elt, proceed: () => issueRequest(true) });
}

function askBeforeLink(event) {
  const link = event.target.closest?.('a[data-confirm]:not([hx-get]):not([hx-post])');
  if (!link) return;
  event.preventDefault();
  say('ui:ask', { source: link, proceed: () => { location.href = link.href; } });
}

// --- A plain form goes out once ------------------------------------------------------------------

const SEND_MS = 6_000;

function sendOnce(event) {
  const { target: form } = event;
  if (event.defaultPrevented || form.method === 'dialog' || form.matches('[hx-post], [hx-get]')) return;
  if (form.hasAttribute('aria-busy')) {
    event.preventDefault();
    return;
  }
  form.setAttribute('aria-busy', 'true');
  say('ui:busy', { change: 1 });
  setTimeout(release, SEND_MS, form); // a download leaves the page where it is
}

function release(form) {
  if (!form.hasAttribute('aria-busy')) return;
  form.removeAttribute('aria-busy');
  say('ui:busy', { change: -1 });
}

function comeBack(event) {
  if (event.persisted) document.querySelectorAll('form[aria-busy]').forEach(release);
}

// --- What is wrong, and what is next --------------------------------------------------------------

/** Focus on the first bad field, else on what the answer marks as next; the count is read aloud. */
function attend(root) {
  const first = (selector) => (root.matches?.(selector) ? root : root.querySelector(selector));
  const summary = first('[data-errors]');
  const next = first('[aria-invalid="true"]') || summary || first('[data-focus]');
  if (summary) say('ui:announce', { text: summary.querySelector('p').textContent });
  next?.focus();
}

/** The sentence a refusal carries: JSON {error}, or the element that has data-message. */
function sentenceOf(xhr) {
  const type = xhr.getResponseHeader('Content-Type') || '';
  if (type.includes('json')) return JSON.parse(xhr.responseText).error;
  const page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
  return page.querySelector('[data-message]')?.dataset.message
    || page.querySelector('.refusal__text')?.textContent;
}

function showRefusal(event) {
  const { xhr } = event.detail;
  if (xhr.status === 401) location.reload(); // the server leads to sign-in, and back here after
  else say('ui:toast', { kind: 'issue', text: sentenceOf(xhr) || words.failed });
}

/** Tells drafts.js whether what a form sent has been taken. */
function tellForm(event) {
  const { requestConfig, xhr } = event.detail;
  const form = requestConfig.elt.closest?.('form'); // may have been swapped out of the page by now
  if (!form) return;
  const saved = xhr.status >= 200 && xhr.status < 400;
  say(saved ? 'ui:saved' : 'ui:refused', { form });
}

// --- Relative times -------------------------------------------------------------------------------

const DAY_S = 86_400;
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || 'zh-Hans', { numeric: 'auto' });

function nearness(seconds) {
  if (Math.abs(seconds) < 60) return words.now;
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  return relative.format(Math.round(seconds / 3600), 'hour');
}

/** Under 24 h a time reads "3小时前"; the full one stays as its title and returns beyond. */
function tellTimes(root = document) {
  for (const time of root.querySelectorAll('time[data-relative]')) {
    time.title ||= time.textContent.trim();
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    time.textContent = Math.abs(seconds) < DAY_S ? nearness(seconds) : time.title;
  }
}

// --- Copying --------------------------------------------------------------------------------------

/** Without HTTPS there is no clipboard interface: a text area and the old command. */
function copyOldWay(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

async function copy(button) {
  const source = button.dataset.copy;
  const from = source.startsWith('#') ? document.querySelector(source) : null;
  const text = from ? from.value ?? from.textContent.trim() : source;
  let done = true;
  if (navigator.clipboard) await navigator.clipboard.writeText(text).catch(() => { done = copyOldWay(text); });
  else done = copyOldWay(text);
  say('ui:toast', { text: done ? button.dataset.copied : words.copyFailed, kind: done ? 'plain' : 'issue' });
}

// --- Listening ------------------------------------------------------------------------------------

document.addEventListener('submit', askBeforeSubmit, true);
document.addEventListener('submit', sendOnce);
document.addEventListener('click', askBeforeLink);
document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-copy]');
  if (button) copy(button);
});
window.addEventListener('pageshow', comeBack);

document.addEventListener('htmx:confirm', askBeforeRequest);
document.addEventListener('htmx:beforeSend', () => say('ui:busy', { change: 1 }));
document.addEventListener('htmx:afterRequest', (event) => {
  say('ui:busy', { change: -1 });
  tellForm(event);
});
document.addEventListener('htmx:responseError', showRefusal);
document.addEventListener('htmx:sendError', () => say('ui:toast', { kind: 'issue', text: words.network }));
document.addEventListener('htmx:timeout', () => say('ui:toast', { kind: 'issue', text: words.network }));
document.addEventListener('htmx:afterSettle', ({ detail }) => {
  attend(detail.elt);
  tellTimes();
});
// HX-Trigger: {"announce": "…"} and {"toast": {"text": "…", "undo": "/…", "target": "#…"}}
document.addEventListener('announce', ({ detail }) => say('ui:announce', { text: detail.value }));
document.addEventListener('toast', ({ detail }) => say('ui:toast', detail));

/** Whoever signs in next on a shared computer opens no page that was kept for the one before. */
async function forgetKeptPages() {
  const names = (await caches.keys()).filter((name) => name.startsWith('zhubo-'));
  await Promise.all(names.map((name) => caches.delete(name)));
}

if (location.pathname === '/sign-in' && 'caches' in window) forgetKeptPages();
if (document.querySelector('[data-errors]')) attend(document);
tellTimes();
setInterval(tellTimes, 30_000);
