/* The question radar on the console: what waits for an answer, how long, what the card says to it. */

import {Asked} from '../asked.js';
import {Seating} from '../seating.js';
import {showAnswered} from './answered.js';
import {showLearning} from './learning.js';
import {$, make, say, streamTime, w, write} from './page.js';
import {showRelayForm} from './relay-form.js';

const MOST = 5;
const LOOK_MS = 500;

/** Returns {openOwn()}: the line for what viewers say in other words. */
export function showRadar(desk, relays, clock) {
  const asked = new Asked();
  const learning = showLearning(desk);
  const {openOwn} = showRelayForm(desk, relays);
  showAnswered(desk);
  const seating = new Seating($('radar-list'), {most: MOST, begin,
    fill: (row, one) => fill(row, one, clock.read())});
  const look = () => draw(desk, asked, seating);
  const verbs = {
    answer: one => settleOne(desk, asked, one, 'answer'),
    dismiss: one => settleOne(desk, asked, one, 'dismiss'),
    undo: one => takeBack(desk, asked, one),
    learn: one => learning.open(one),
  };
  $('radar-list').addEventListener('click', event => {
    const pressed = event.target.closest('[data-verb]');
    const id = Number(event.target.closest('[data-question]')?.dataset.question);
    const row = asked.rows().find(({question}) => question.id === id);
    if (!pressed || !row) return;
    const focused = pressed === document.activeElement;
    verbs[pressed.dataset.verb](row.question);
    look();
    if (focused) keepFocus(pressed);
  });
  const take = () => { asked.take(desk.state.questions ?? []); look(); };
  ['state', 'questions'].forEach(name => desk.addEventListener(name, take));
  listen(desk.outbox, asked, look);
  setInterval(look, LOOK_MS);
  take();
  return {openOwn};
}

function listen(outbox, asked, look) {
  outbox.addEventListener('took', ({detail}) => { asked.taken(detail.ops.map(({key}) => key)); look(); });
  outbox.addEventListener('refused', ({detail}) => {
    if (asked.refused(detail.op.key)) look();
  });
}

function settleOne({outbox}, asked, question, verb) {
  const key = outbox.newId();
  asked.mark(question, verb, key);
  outbox.add({do: verb, key, question: question.id});
  say(w(`radar_${verb}_said`, {text: question.text}));
}

function takeBack({outbox}, asked, question) {
  const mark = asked.markOf(question.id);
  if (!mark) return;
  asked.unmark(question.id);
  outbox.undo(mark.key, {do: 'reopen', question: question.id});
}

function draw(desk, asked, seating) {
  const rows = asked.rows();
  seating.look(rows.map(row => ({...row, id: row.question.id})));
  $('radar-empty').hidden = rows.length > 0;
}

/** Who walks with the Tab key goes on from what took the place of the button they pressed. */
function keepFocus(pressed) {
  if (pressed.hidden) pressed.parentElement.querySelector('button:not([hidden])')?.focus();
}

const verbButton = (verb, look) => make('button', {type: 'button', class: look, 'data-verb': verb}, w(`radar_${verb}`));

const begin = id => make('li', {class: 'console-question', 'data-question': id},
  make('p', {class: 'console-question__head'}, make('b'), make('small')),
  make('p', {class: 'console-question__answer'}),
  make('p', {class: 'console-question__verbs'}, verbButton('answer', 'console-solid'),
    verbButton('dismiss', 'console-plain'), verbButton('learn', 'console-plain'),
    make('span', {}), verbButton('undo', 'console-plain')));

function fill(row, {question, verb, waiting}, now) {
  const [head, answer, verbs] = row.children;
  write(head.firstChild, question.text);
  write(head.lastChild, w('radar_wait', {n: question.askers, time: streamTime(now - question.first_ms)}));
  write(answer, question.answer ?? w('radar_no_answer'));
  answer.toggleAttribute('data-none', !question.answer);
  row.toggleAttribute('data-settled', Boolean(verb));
  write(verbs.querySelector('span'), verb ? w(waiting ? `radar_${verb}_waiting` : `radar_${verb}_done`) : '');
  for (const button of verbs.querySelectorAll('button')) {
    const name = button.dataset.verb;
    button.hidden = name === 'undo' ? !verb : Boolean(verb) || (name === 'learn' && Boolean(question.answer));
  }
}
