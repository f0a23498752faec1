/* The keyboard: by `event.code`, so that keys work under a Chinese input method. */

import {$} from './page.js';

const KEPT = 'zhubo-console-keys';

/** `acts`: {undo, earlier, later, mark, next, help, line, first, viewers}; over(): no key does anything. */
export function listenToKeys(acts) {
  const pad = new Map([...document.querySelectorAll('[data-code]')].map(key => [key.dataset.code, key]));
  const single = {
    Space: acts.mark, Backspace: acts.undo, BracketLeft: acts.earlier, BracketRight: acts.later,
    KeyN: acts.next, KeyV: acts.viewers, Slash: acts.line, Enter: acts.first, NumpadEnter: acts.first,
  };
  rememberSwitch();
  document.addEventListener('keydown', event => {
    if (acts.over() || isElsewhere(event)) return;
    const act = shortcut(event, pad, single, acts);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Not ours: composing, held down, typed into a field, or with a dialog open. */
function isElsewhere(event) {
  if (event.isComposing || event.keyCode === 229 || event.repeat || event.defaultPrevented) return true;
  if (document.querySelector('dialog[open]')) return true;
  return isTyping(event.target);
}

const isTyping = target => target instanceof Element
  && target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;

function shortcut(event, pad, single, acts) {
  if (event.key === 'F1') return acts.help;
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return event.code === 'KeyZ' && !event.shiftKey ? acts.undo : null;
  if (!$('keys-on').checked) return null;
  if (event.key === '?' || event.key === '？') return acts.help;
  if (event.shiftKey || presses(event)) return null;
  const key = pad.get(event.code);
  return key ? () => key.click() : single[event.code] ?? null;
}

/** A person who walks with the Tab key presses what has the focus with Space and Enter. */
function presses({code, target}) {
  const own = ['Space', 'Enter', 'NumpadEnter'].includes(code);
  return own && target instanceof Element && target.matches('button, a, summary, input')
    && target.matches(':focus-visible');
}

function rememberSwitch() {
  const keys = $('keys-on');
  try {
    keys.checked = localStorage.getItem(KEPT) !== 'off';
    keys.addEventListener('change', () => localStorage.setItem(KEPT, keys.checked ? 'on' : 'off'));
  } catch (error) {
    console.warn('keys: choice is not remembered', error);
  }
}
