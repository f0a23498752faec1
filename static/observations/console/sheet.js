/* The sheets (columns on wide screens): run sheet and emergency cards, what viewers say; and the help. */

import {$, keys, make} from './page.js';

let opener = null;

export function showSheets() {
  document.querySelectorAll('[data-sheet]').forEach(button =>
    button.addEventListener('click', () => open(button)));
  document.querySelectorAll('[data-sheet-close]').forEach(button => button.addEventListener('click', close));
  $('shade').addEventListener('click', close);
  document.querySelectorAll('[data-help]').forEach(button => button.addEventListener('click', openHelp));
  document.addEventListener('keydown', event => event.key === 'Escape' && opener && close());
  $('run-list').addEventListener('click', close);
  $('help-keys').replaceChildren(...keys.map(([pressed, meaning]) => make('div', {},
    make('dt', {}, ...pressed.map(key => make('kbd', {}, key))), make('dd', {}, meaning))));
}

export function openHelp() {
  if (!$('help').open) $('help').showModal();
}

function open(button) {
  opener = button;
  sheet().dataset.open = button.dataset.sheet;
  $('shade').hidden = false;
  button.setAttribute('aria-expanded', 'true');
  sheet().querySelector('[data-sheet-close]').focus();
  $(`sheet-${button.dataset.sheet}`)?.scrollIntoView({block: 'start'});
}

const sheet = () => $(opener.getAttribute('aria-controls'));

export function close() {
  if (!opener) return;
  delete sheet().dataset.open;
  $('shade').hidden = true;
  opener.setAttribute('aria-expanded', 'false');
  opener.focus();
  opener = null;
}
