// Nothing typed is lost: forms with data-draft="key" keep what is typed in this tab until it is saved,
// and forms with data-draft or data-unsaved warn before the page is left with something unsent.

const words = document.getElementById('toasts').dataset;
const WATCHED = 'form[data-draft], form[data-unsaved]';
const KEPT = 'textarea, select, input:not([type="hidden"]):not([type="password"]):not([type="file"])';
const dirty = new Set();

const keyOf = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
const sentKey = (form) => `${keyOf(form)}:sent`;
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(KEPT));
const ticks = (field) => field.type === 'checkbox' || field.type === 'radio';

function read(form) {
  return fields(form).map((field) => (ticks(field) ? field.checked : field.value));
}

function write(form, values) {
  fields(form).forEach((field, i) => {
    if (ticks(field)) field.checked = values[i];
    else field.value = values[i];
  });
}

function keep(form) {
  if (form.dataset.draft) sessionStorage.setItem(keyOf(form), JSON.stringify(read(form)));
}

let timer = 0;

function forget(form) {
  clearTimeout(timer);
  dirty.delete(form);
  if (!form.dataset.draft) return;
  sessionStorage.removeItem(keyOf(form));
  sessionStorage.removeItem(sentKey(form));
}

function discard(form) {
  form.reset();
  forget(form);
}

/** A draft comes back unless it was sent and the page that followed shows no error. */
function restore(form) {
  const draft = sessionStorage.getItem(keyOf(form));
  const [visit] = performance.getEntriesByType('navigation');
  const answered = form.querySelector('[data-errors]') !== null;
  const sent = sessionStorage.getItem(sentKey(form)) !== null;
  sessionStorage.removeItem(sentKey(form));
  if (draft === null || answered) return;
  if (sent && visit?.type !== 'back_forward') return forget(form);
  const values = JSON.parse(draft);
  if (values.length !== fields(form).length || draft === JSON.stringify(read(form))) return;
  write(form, values);
  dirty.add(form);
  const detail = { text: words.restored, verb: words.discard, act: () => discard(form) };
  document.dispatchEvent(new CustomEvent('ui:toast', { detail }));
}

document.addEventListener('input', ({ target }) => {
  const form = target.form?.matches(WATCHED) ? target.form : null;
  if (!form) return;
  dirty.add(form);
  clearTimeout(timer);
  timer = setTimeout(() => keep(form), 200);
});

// A form sent the plain way: the page that follows decides (see restore).
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(WATCHED)) return;
  keep(form);
  dirty.delete(form);
  if (form.dataset.draft) sessionStorage.setItem(sentKey(form), '1');
});

document.addEventListener('ui:saved', ({ detail }) => forget(detail.form));
document.addEventListener('ui:refused', ({ detail: { form } }) => {
  if (!form.matches(WATCHED)) return;
  keep(form);
  const standing = form.isConnected ? form : document.getElementById(form.id);
  if (standing) dirty.add(standing);
});

window.addEventListener('beforeunload', (event) => {
  const unsent = [...dirty].some((form) => form.isConnected);
  if (!unsent) return;
  event.preventDefault();
  event.returnValue = '';
});

for (const form of document.querySelectorAll('form[data-draft]')) restore(form);
