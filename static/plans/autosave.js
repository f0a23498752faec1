// Saves the plan while it is written: at once in this browser, a moment later on the server. Without a
// network it waits and tries again; a second device is noticed and nothing of either is lost.

import { Shelf } from './shelf.js';

const AFTER_MS = 900;
const FIRST_MS = 2_000;
const LONGEST_MS = 30_000;

const form = document.querySelector('form[data-autosave]');
const pill = document.getElementById('saved');
const words = pill.dataset;
const shelf = new Shelf(form.dataset.key);
const FIXED = new Set(['csrf_token', 'revision', 'over']);

let timer = 0;
let pause = FIRST_MS;
let sending = false;
let stopped = false;

const revision = () => Number(form.elements.revision.value) || 0;
const values = () => [...new FormData(form)].filter(([name]) => !FIXED.has(name));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function say(state, text) {
  pill.className = `sync-pill sync-pill--${state}`;
  pill.dataset.sync = state;
  pill.firstElementChild.textContent = text;
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

function failed() {
  say('offline', words.offline);
  later(pause);
  pause = Math.min(pause * 2, LONGEST_MS);
}

function saved(answer, sent) {
  form.elements.revision.value = answer.revision;
  form.elements.over.value = '';
  pause = FIRST_MS;
  if (!same(values(), sent)) {
    shelf.put(answer.revision, values());
    return later(AFTER_MS);
  }
  shelf.clear();
  return say('synced', words.saved.replace('{time}', answer.saved));
}

async function answered(response, sent) {
  if (response.ok) return saved(await response.json(), sent);
  const body = await response.json().catch(() => ({}));
  if (response.status === 409 && body.revision !== undefined) return clash(body.revision);
  if (response.status >= 500 || response.status === 429) return failed();
  stopped = true; // signed out, or the plan has moved on: what was typed stays in this browser
  return say('offline', body.error || words.offline);
}

async function save() {
  clearTimeout(timer);
  if (sending || stopped) return;
  sending = true;
  const sent = values();
  const body = new URLSearchParams(new FormData(form));
  try {
    const headers = { Accept: 'application/json' };
    const response = await fetch(form.dataset.autosave, { method: 'POST', body, headers, keepalive: true });
    await answered(response, sent);
  } catch {
    failed();
  } finally {
    sending = false;
  }
}

function button(text, act) {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', className: 'button', textContent: text });
  made.addEventListener('click', act);
  return made;
}

/** Another device has saved meanwhile: the person chooses; the other text is kept on the server. */
function clash(theirs) {
  stopped = true;
  say('pending', words.clash);
  const box = document.createElement('div');
  box.className = 'banner banner--remind';
  box.setAttribute('role', 'alert');
  const row = document.createElement('p');
  row.className = 'row';
  row.append(words.clash, button(words.mine, () => {
    form.elements.revision.value = theirs;
    form.elements.over.value = '1';
    stopped = false;
    box.remove();
    save();
  }), button(words.theirs, () => {
    shelf.clear();
    location.reload();
  }));
  box.append(row);
  form.before(box);
}

function changed() {
  shelf.put(revision(), values());
  if (!stopped) say('pending', words.pending);
  later(AFTER_MS);
}

/** Puts what the shelf kept back into the fields. */
function write(pairs) {
  const has = (name, value) => pairs.some(([n, v]) => n === name && v === value);
  for (const field of form.elements) {
    if (!field.name || FIXED.has(field.name) || field.type === 'hidden' || field.type === 'submit') continue;
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = has(field.name, field.value);
    else field.value = pairs.find(([name]) => name === field.name)?.[1] ?? field.value;
  }
}

/** What did not reach the server comes back; what went out as a page and arrived does not. */
function restore() {
  const kept = shelf.take();
  if (kept === null) return;
  const refused = form.querySelector('[data-errors]') !== null;
  const arrived = kept.sent && revision() > kept.revision;
  if (refused || arrived || same(kept.values, values())) {
    if (!refused) shelf.clear();
    return;
  }
  write(kept.values);
  form.elements.revision.value = kept.revision;
  document.dispatchEvent(new CustomEvent('ui:toast', { detail: { text: words.restored } }));
  changed();
}

form.addEventListener('input', changed);
document.addEventListener('submit', (event) => {
  if (event.target !== form || event.defaultPrevented) return;
  clearTimeout(timer);
  shelf.put(revision(), values(), true);
});
window.addEventListener('online', save);
document.addEventListener('visibilitychange', () => {
  if (document.hidden && pill.dataset.sync === 'pending') save();
});
restore();
