/* The note stream: one row a note, newest first; only rows that changed are drawn again. */

import {$, drawing, kindWords, make, objectWord, page, say, streamTime, w, write} from './page.js';
import {standing} from './book.js';
import {isOver} from './late.js';
import {tagOf} from './phrases.js';

const MOST_ROWS = 200;
const rows = new Map();

/** Draws the stream of `desk` now and whenever its notes change, once a frame at most. */
export function showNotes(desk) {
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(desk); });
  };
  desk.addEventListener('notes', soon);
  $('notes').addEventListener('click', event => {
    const row = event.target.closest('[data-key]');
    if (row) open(desk, row.dataset.key);
  });
  soon();
}

/** While it is on the bar shows a note; after the end it stands on the page where it may be settled. */
function open(desk, key) {
  if (!isOver(desk.state)) { desk.open(key); return; }
  const id = desk.book.view(key)?.id;
  if (id) location.assign(`/notes/${id}`);
  else say(w('state_waiting'));
}

function draw(desk) {
  const all = desk.book.all();
  const shown = all.slice(0, MOST_ROWS);
  const keys = new Set(shown.map(note => note.key));
  for (const [key, row] of rows) if (!keys.has(key)) { row.element.remove(); rows.delete(key); }
  shown.forEach((note, place) => put(note, place, desk.currentKey === note.key));
  write($('stream-count'), all.length ? String(all.length) : '');
  $('notes-empty').hidden = all.length > 0;
}

function put(note, place, open) {
  const list = $('notes');
  const row = rows.get(note.key) ?? begin(note.key);
  const looks = JSON.stringify([note, open]);
  if (row.looks !== looks) {
    row.looks = looks;
    fill(row.element, note, open);
  }
  if (list.children[place] !== row.element) list.insertBefore(row.element, list.children[place] ?? null);
}

function begin(key) {
  const row = {element: make('li', {'data-key': key}), looks: ''};
  rows.set(key, row);
  return row;
}

function fill(element, note, open) {
  const said = note.text ?? tagOf(note.tag)?.name ?? '';
  const state = standing(note);
  const button = make('button', {type: 'button', class: 'console-note', 'aria-current': open && 'true'},
    make('time', {}, streamTime(note.at)),
    make('span', {class: 'console-note__head'},
      make('span', {class: `console-pill console-pill--${note.kind}`}, drawing(note.kind, 'shape'), w(`kind_${note.kind}`)),
      note.dimension ? make('span', {class: 'console-note__what'}, w(`dimension_${note.dimension}`)) : null,
      whose(note),
      make('span', {class: 'console-note__state', 'data-state': state}, w(state))),
    said ? make('span', {class: note.text ? 'console-note__words' : 'console-note__tag'}, said) : null);
  element.replaceChildren(button);
  element.classList.toggle('is-withdrawn', state === 'state_withdrawn');
}

function whose(note) {
  const needed = note.object !== 'assistant' || page.assistants.length > 1;
  return needed ? make('span', {class: 'console-note__who'}, objectWord(note)) : null;
}

/** One note in a sentence, for the bar and for readers of screens. */
export function inWords(note) {
  return `${kindWords(note)} ${streamTime(note.at)}`;
}
