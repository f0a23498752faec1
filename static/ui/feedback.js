// What the page says back: the one dialog, toasts with undo, the polite live region, the top progress.
// Others ask by events on `document`: ui:ask, ui:toast, ui:announce, ui:busy. Nothing is exported.

const UNDO_MS = 10_000;
const PLAIN_MS = 6_000;
const PROGRESS_AFTER_MS = 250;

const dialog = document.getElementById('dialog');
const toasts = document.getElementById('toasts');
const announcer = document.getElementById('announcer');
const progress = document.getElementById('progress');
const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

/** Asks before something is done. The words stand on `source`: data-confirm (verb and object),
 *  data-confirm-text (what follows from it), data-confirm-verb, data-confirm-danger. */
function ask(source, proceed) {
  const yes = dialog.querySelector('[data-yes]');
  const { confirm, confirmText, confirmVerb } = source.dataset;
  dialog.querySelector('#dialog-title').textContent = confirm || source.getAttribute('hx-confirm');
  dialog.querySelector('#dialog-text').textContent = confirmText || '';
  yes.firstElementChild.textContent = confirmVerb || yes.dataset.yes;
  yes.classList.toggle('button--danger', 'confirmDanger' in source.dataset);
  dialog.returnValue = 'no';
  dialog.onclose = () => {
    source.focus?.();
    if (dialog.returnValue === 'yes') proceed();
  };
  dialog.showModal();
  dialog.querySelector('[value="no"]').focus();
}

/** Polite: emptied first, so that the same sentence twice is read twice. */
function announce(text) {
  announcer.textContent = '';
  setTimeout(() => { announcer.textContent = text; }, 60);
}

/** Takes a toast away after a while, not while somebody points at it or has the focus in it. */
function fade(box, after) {
  let timer = 0;
  const start = () => { timer = setTimeout(() => box.remove(), after); };
  const hold = () => clearTimeout(timer);
  for (const name of ['pointerenter', 'focusin']) box.addEventListener(name, hold);
  for (const name of ['pointerleave', 'focusout']) box.addEventListener(name, start);
  start();
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** The verb of a toast: `act` is called, or `undo` (an address) is posted, into `target` by htmx if given. */
function verbOf({ undo, target, verb, act }, box) {
  const button = element('button', { className: 'toast__verb', textContent: verb || toasts.dataset.undo });
  if (!undo || (target && window.htmx)) {
    button.type = 'button';
    button.addEventListener('click', () => {
      box.remove();
      if (act) act();
      else window.htmx.ajax('POST', undo, { target, swap: 'outerHTML' });
    });
    return button;
  }
  const secret = element('input', { type: 'hidden', name: 'csrf_token', value: token() });
  return element('form', { action: undo, method: 'post' }, secret, button);
}

/** detail: {text, kind?: 'plain'|'issue', undo?, target?, verb?, act?}. */
function toast(detail) {
  const box = element('div', { className: `toast toast--${detail.kind || 'plain'}` });
  box.setAttribute('role', detail.kind === 'issue' ? 'alert' : 'status');
  box.append(element('p', { textContent: detail.text }));
  if (detail.undo || detail.act) box.append(verbOf(detail, box));
  const close = element('button', { type: 'button', className: 'toast__close', textContent: '×' });
  close.setAttribute('aria-label', toasts.dataset.close);
  close.dataset.close = '';
  box.append(close);
  while (toasts.children.length > 2) toasts.firstElementChild.remove();
  toasts.append(box);
  fade(box, detail.undo || detail.act || detail.kind === 'issue' ? UNDO_MS : PLAIN_MS);
}

let running = 0;
let waiting = 0;

/** +1 when a request begins, -1 when it ends; the line shows only if it takes a while. */
function busy(change) {
  running = Math.max(0, running + change);
  clearTimeout(waiting);
  if (running === 0) progress.hidden = true;
  else waiting = setTimeout(() => { progress.hidden = false; }, PROGRESS_AFTER_MS);
}

document.addEventListener('ui:ask', ({ detail }) => ask(detail.source, detail.proceed));
document.addEventListener('ui:toast', ({ detail }) => toast(detail));
document.addEventListener('ui:announce', ({ detail }) => announce(detail.text));
document.addEventListener('ui:busy', ({ detail }) => busy(detail.change));
toasts.addEventListener('click', ({ target }) => {
  if (target.closest('.toast__close')) target.closest('.toast').remove(); // #toasts has data-close, too
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close('no');
});
for (const box of toasts.querySelectorAll('[data-toast]')) fade(box, UNDO_MS);
