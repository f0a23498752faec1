// Signing out while notes wait in this browser: the one dialog says how many, and that they are kept.
// Without this module the form signs out at once; nothing is lost either way.

import {unsent} from '../ui/outbox.js';

const form = document.querySelector('[data-sign-out]');
let counting = false;

/** The words of the question stand on the form; {n} is the number of notes. */
function ask(count) {
  const {title, text, verb} = form.dataset;
  const dataset = {confirm: title, confirmText: text.replace('{n}', count), confirmVerb: verb};
  const source = {dataset, focus: () => form.querySelector('button').focus()};
  const detail = {source, proceed: () => form.submit()};
  document.dispatchEvent(new CustomEvent('ui:ask', {detail}));
}

async function countFirst(event) {
  event.preventDefault();
  if (counting) return;
  counting = true;
  const count = await unsent(form.dataset.signOut);
  counting = false;
  if (count) ask(count);
  else form.submit();
}

form.addEventListener('submit', countFirst);
