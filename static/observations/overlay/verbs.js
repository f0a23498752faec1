/* How a cue is answered: by touch, by long press, by a page-turner (PageDown, PageUp). */

import {$, say, w} from './page.js';

const LONG_MS = 600;
const FAR_PX = 12;

/** `answer(answer)` answers the cue that is up; `tick(id)` settles one of the later-list;
    `turn(key)` gets a page-turner's press while no cue is up. */
export function listenToVerbs({current, answer, tick, turn}) {
  const give = given => {
    const note = current();
    if (!note || !isOffered(note, given)) return;
    say(w('answered', {answer: w(given)}));
    answer(note, given);
  };
  $('cue').addEventListener('click', event => {
    const button = event.target.closest('[data-answer]');
    if (button) give(button.dataset.answer);
  });
  $('later-list').addEventListener('click', event => {
    const button = event.target.closest('[data-tick]');
    if (button) tick(Number(button.dataset.tick));
  });
  document.addEventListener('keydown', event => {
    if (!['PageDown', 'PageUp'].includes(event.key)) return;
    event.preventDefault();
    if (event.repeat) return;
    if (current()) give(event.key === 'PageUp' ? 'later' : primary(current()));
    else turn(event.key);
  });
  pressLong($('cue-body'), () => give('contested'));
}

/** What the large button and PageDown mean: 改了 for priority 0, else 收到. */
export const primary = note => (note?.priority === 0 ? 'done' : 'got_it');

/** Priority 0 stays until 改了 or 有出入; praise is only taken. */
export function isOffered({priority}, answer) {
  if (priority === 0) return answer === 'done' || answer === 'contested';
  return priority < 3 || answer === 'got_it' || answer === 'contested';
}

/** Shows the buttons that a cue has. */
export function drawVerbs(note, mayAnswer) {
  $('cue-verbs').hidden = !mayAnswer;
  document.querySelectorAll('#cue [data-answer]').forEach(button => {
    const {answer} = button.dataset;
    button.hidden = !mayAnswer || !isOffered(note, answer);
    button.classList.toggle('overlay-button--primary', answer === primary(note));
  });
}

/** Calls `act` when a finger stays for 600 ms where it went down. */
function pressLong(element, act) {
  let timer = null;
  let from = null;
  const stop = () => clearTimeout(timer);
  element.addEventListener('pointerdown', event => {
    from = event;
    stop();
    timer = setTimeout(act, LONG_MS);
  });
  element.addEventListener('pointermove', ({clientX, clientY}) => {
    if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > FAR_PX) stop();
  });
  ['pointerup', 'pointercancel', 'pointerleave'].forEach(name => element.addEventListener(name, stop));
  element.addEventListener('contextmenu', event => event.preventDefault());
}
