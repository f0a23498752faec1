/* Whether what was tapped is safe: the sync pill, the link light, sign-in, refusals. */

import {$, drawing, make, page, w, write} from './page.js';
import {tagOf} from './phrases.js';

let link = 'none';
let over = false;

/** Returns {setLink(state), askToSignIn(), signedIn()}. */
export function showSafety(desk, {outbox}) {
  const draw = () => { drawSync(outbox.status()); drawSignin(outbox.status()); };
  outbox.addEventListener('change', () => { draw(); drawRefused(desk, outbox); });
  addEventListener('online', draw);
  draw();
  drawRefused(desk, outbox);
  return {
    setLink(state) { link = state; drawLink(); draw(); },
    askToSignIn() { over = true; draw(); },
    signedIn() { over = false; draw(); },
  };
}

function drawLink() {
  $('link').dataset.link = link;
  write($('link').querySelector('span'), w(`link_${link}`));
}

const ICONS = {saved: 'cloud-check', waiting: 'cloud-upload', offline: 'cloud-off', signin: 'key-round'};

function drawSync({state, count}) {
  const shown = syncState(state);
  const pill = $('sync');
  if (pill.dataset.sync !== shown) {
    pill.dataset.sync = shown;
    pill.querySelector('svg').replaceWith(drawing(ICONS[shown]));
  }
  const name = shown === 'offline' && count ? 'sync_offline_waiting' : `sync_${shown}`;
  write(pill.querySelector('span'), w(name, {n: count}));
}

function syncState(state) {
  if (state === 'signin' || state === 'other') return 'signin';
  if (state === 'offline' || (link === 'down' && navigator.onLine === false)) return 'offline';
  return state;
}

function drawSignin({state}) {
  const asked = state === 'signin' || state === 'other' || over;
  $('signin').hidden = !asked;
  if (asked) write($('signin-text'), w(state === 'other' ? 'other' : 'signin'));
}

let drawn = '';

function drawRefused(desk, outbox) {
  const lost = outbox.refusals();
  const looks = lost.map(({op}) => op.op).join();
  if (looks === drawn) return;
  drawn = looks;
  desk.book.forget(lost.map(({op}) => op.op));
  $('refused').replaceChildren(...lost.map(one => refusal(desk, outbox, one)));
}

/** A refusal stays until it is read; its words can be copied, nothing typed is lost. */
function refusal(desk, outbox, {op, error}) {
  const words = op.text ?? op.detail ?? (op.tag && tagOf(op.tag)?.name) ?? '';
  const close = make('button', {type: 'button', class: 'console-plain'}, w('refused_close'));
  close.addEventListener('click', () => outbox.dismiss(op.op));
  return make('li', {}, make('p', {}, w('refused_lost', {error}),
    words ? make('q', {}, words) : null), words ? copyButton(words) : null, close);
}

function copyButton(words) {
  const button = make('button', {type: 'button', class: 'console-plain'}, w('refused_copy'));
  button.addEventListener('click', async () => {
    await copy(words, button.previousElementSibling.querySelector('q'));
    write(button, w('refused_copied'));
  });
  return button;
}

/** The clipboard needs HTTPS; without it the words are selected, ready for Ctrl+C. */
async function copy(words, shown) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  getSelection().selectAllChildren(shown);
  return document.execCommand('copy');
}

/** A fresh token from the page itself, if the same person is signed in there. */
export const freshPage = {
  url: location.pathname,
  read(fetched) {
    const facts = fetched.getElementById('console-data');
    const csrf = fetched.querySelector('meta[name="csrf-token"]')?.content;
    return facts && csrf ? {person: JSON.parse(facts.textContent).me, csrf} : null;
  },
};

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';
export const person = page.me;
