/* The big zone: a cue, an emergency card, 撤回, the grey plate, the list for the break, or rest. */

import {$, ago, draw, hush, make, roleWord, w, write} from './page.js';

const LOOKS = [
  {look: 'urgent', icon: 'triangle-alert'}, {look: 'remind', icon: 'bell'},
  {look: 'remind', icon: 'bell'}, {look: 'praise', icon: 'thumbs-up'},
];
const SLOTS = ['cue', 'emergency', 'retracted', 'plate', 'later', 'rest', 'ended'];

/** Which parts stand in the zone: at most a cue with an emergency card, else one. */
export function slotsOf({note, emergency, retracted, down, calm, later, over}) {
  if (note || emergency) return [note && 'cue', emergency && 'emergency'].filter(Boolean);
  if (retracted) return ['retracted'];
  if (down) return ['plate'];
  return [calm && later.length ? 'later' : over ? 'ended' : 'rest'];
}

/** Draws what `seen` says; `drawn` is called when a new cue has truly been drawn. */
export function drawZone(seen, now, drawn) {
  const slots = slotsOf(seen);
  SLOTS.forEach(name => { $(name).hidden = !slots.includes(name); });
  $('strip').hidden = !seen.down || slots.includes('plate');
  if (seen.emergency) drawEmergency(seen.emergency);
  if (seen.note) drawCue(seen.note, now, drawn);
  else $('cue').dataset.id = '';
  lay(slots.join(' '));
  if (slots.includes('later')) drawLater(seen.later);
}

/** Which parts stand changes the room that a cue has. */
function lay(slots) {
  if ($('content').dataset.slots === slots) return;
  $('content').dataset.slots = slots;
  if (!$('cue').hidden) fit($('cue-text'));
}

function drawCue(note, now, drawn) {
  const cue = $('cue');
  const {look, icon} = LOOKS[note.priority];
  write($('cue-from'), w('from', {role: roleWord(note.by_role),
    time: ago(now - note.delivery.visible_from, note.at)}));
  if (cue.dataset.id === String(note.id) && cue.dataset.text === note.text) return;
  Object.assign(cue.dataset, {id: note.id, text: note.text, look, priority: note.priority});
  draw($('cue-icon'), icon);
  write($('cue-kind'), w(`kind_${look}`));
  write($('cue-whom'), whom(note));
  $('cue-whom').hidden = !whom(note);
  $('cue-text').replaceChildren(...clauses(unbroken(note.text)));
  fit($('cue-text'));
  hush();
  requestAnimationFrame(() => requestAnimationFrame(() => drawn(note)));
}

/** Whom a cue is for, where that is not plain: the host, or one of several assistants. */
function whom({object, assistant}) {
  if (object === 'host') return w('whom_host');
  const numbers = JSON.parse($('cue').dataset.numbers || '{}');
  return numbers[assistant] ? w('whom_assistant', {n: numbers[assistant]}) : '';
}

/** A number stays with its unit: “129 元” never breaks between the two. */
const unbroken = text => text.replace(/([\dA-Za-z]) (?=\S)/g, '$1\u00a0').replace(/(\S) (?=[\dA-Za-z])/g, '$1\u00a0');

/** Lines break between clauses rather than within: after a colon, a comma, a stop. */
const clauses = text => text.match(/[^：，；。、！？]+[：，；。、！？”]*|[：，；。、！？”]+/g)
  .map(clause => make('span', {}, clause));

const [FEWEST, MOST] = [5, 24];

/** The largest type with which the words stand on two lines: so many characters a line. */
export function fit(text) {
  const room = $('cue-body').clientHeight;
  for (let n = FEWEST; n <= MOST; n += 1) {
    text.style.setProperty('--per-line', String(n));
    const lines = text.offsetHeight / parseFloat(getComputedStyle(text).lineHeight);
    if (lines < 2.5 && text.offsetHeight <= room && text.scrollWidth <= text.clientWidth + 1) return;
  }
}

function drawEmergency({code, title, steps, call, say}) {
  if ($('emergency').dataset.code === code) return;
  $('emergency').dataset.code = code;
  write($('emergency-title'), title);
  $('emergency-steps').replaceChildren(...steps.map(step => make('li', {}, step)));
  write($('emergency-call'), w('call', {role: call}));
  write($('emergency-say'), say);
}

let listed = '';

function drawLater(later) {
  const looks = later.map(({id, text}) => `${id} ${text}`).join('\n');
  if (looks === listed && !$('later').hidden) return;
  listed = looks;
  $('later-list').replaceChildren(...later.map(laterRow));
}

function laterRow({id, text, priority, by_role: role}) {
  const tick = make('button', {type: 'button', class: 'overlay-button', 'data-tick': id,
    'aria-label': w('tick', {text})}, w('got_it'));
  const kind = w(`kind_${LOOKS[priority].look}`);
  return make('li', {}, make('p', {}, make('b', {}, text),
    make('small', {}, w('from', {role: kind, time: roleWord(role)}))), tick);
}
