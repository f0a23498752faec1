/* 观众在问 beside the camera: few, calm, with the card's answer; one tap says 已答. */

import {Asked} from '../asked.js';
import {Seating} from '../seating.js';
import {openAnswers} from './answers.js';
import {$, make, page, say, span, w, write} from './page.js';

const answers = page.screen || page.assistant !== null;
/** A page-turner's first press points at a question, the second within so long answers it. */
const ARMED_MS = 4000;
/** A press that was meant for a cue which has just gone answers nothing. */
const AFTER_CUE_MS = 5000;

const most = () => (innerWidth >= 760 ? 3 : innerHeight >= 900 ? 2 : 1);

export class Asking {
  #asked = new Asked();
  #armed = null;
  #total = 0;

  constructor() {
    this.sending = openAnswers({
      taken: keys => this.#asked.taken(keys),
      refused: (key, error) => this.#refused(key, error),
    });
    this.seating = new Seating($('asking-list'), {most, begin, fill: (row, one) => this.#fill(row, one)});
    $('asking-list').addEventListener('click', ({target}) => this.#tap(target.closest('[data-verb]')));
  }

  take(questions) {
    this.#asked.take(questions);
  }

  /** Draws what is to be seen: in do-not-disturb how many wait, else the questions. */
  look({streamMs, quiet, over}) {
    this.now = streamMs;
    const rows = over ? [] : this.#asked.rows();
    this.#total = rows.filter(({verb}) => !verb).length;
    this.seating.look(quiet ? [] : rows.map(row => ({...row, id: row.question.id})));
    const shown = quiet ? this.#total > 0 : this.seating.ids.length > 0;
    $('asking').hidden = !shown && !this.#asked.waiting;
    $('asking-list').hidden = quiet;
    $('asking-quiet').hidden = !quiet || !this.#total;
    write($('asking-quiet'), w('asking_quiet', {n: this.#total}));
    const more = quiet ? 0 : Math.max(0, this.#total - this.seating.ids.length);
    write($('asking-more'), more ? w('asking_more', {n: more}) : '');
    this.#drawWaiting();
    return shown && !quiet;
  }

  #drawWaiting() {
    const {waiting} = this.#asked;
    $('asking-waiting').hidden = !waiting;
    write($('asking-waiting'), waiting ? w('asking_waiting', {n: waiting}) : '');
  }

  #fill(row, {question, verb}) {
    const [words, answer, button] = row.children;
    write(words.firstChild, question.text);
    write(words.lastChild, w('asking_wait', {n: question.askers, time: span(this.now - question.first_ms)}));
    write(answer, question.answer ?? '');
    answer.hidden = !question.answer;
    button.hidden = !answers;
    button.dataset.verb = verb ? 'undo' : 'answer';
    write(button.lastChild, w(verb ? 'asking_undo' : 'asking_answer'));
    button.setAttribute('aria-label', `${w(verb ? 'asking_undo' : 'asking_answer')} ${question.text}`);
    row.toggleAttribute('data-settled', Boolean(verb));
    row.toggleAttribute('data-armed', this.#armed?.id === question.id && Date.now() < this.#armed.until);
  }

  #tap(button) {
    if (!button) return;
    const row = this.#row(Number(button.closest('[data-question]').dataset.question));
    if (row && button.dataset.verb === 'undo') this.#takeBack(row.question);
    else if (row && !row.verb) this.#answer(row.question);
  }

  #row(id) {
    return this.#asked.rows().find(({question}) => question.id === id);
  }

  #answer(question) {
    this.#asked.mark(question, 'answer', this.sending.answer(question));
    say(w('asking_said', {text: question.text}));
  }

  #takeBack(question) {
    const mark = this.#asked.markOf(question.id);
    this.#asked.unmark(question.id);
    if (mark) this.sending.undo(mark.key, question);
  }

  #refused(key, error) {
    if (this.#asked.refused(key)) say(w('failed', {error}));
  }

  /** A page-turner where no cue is up: PageDown points, then answers; PageUp points at the next. */
  turn(key, sinceCue) {
    const open = this.seating.ids.filter(id => !this.#row(id)?.verb);
    if (!answers || !open.length || sinceCue < AFTER_CUE_MS || $('asking').hidden) return;
    const armed = this.#armed && Date.now() < this.#armed.until ? open.indexOf(this.#armed.id) : -1;
    if (key === 'PageDown' && armed >= 0) {
      this.#armed = null;
      this.#answer(this.#row(open[armed]).question);
      return;
    }
    const id = open[(armed + 1) % open.length];
    this.#armed = {id, until: Date.now() + ARMED_MS};
    say(w('asking_again', {text: this.#row(id).question.text}));
  }
}

const begin = id => make('li', {'data-question': id},
  make('p', {}, make('b'), make('small')), make('p', {class: 'overlay-asking__answer'}),
  make('button', {type: 'button', class: 'overlay-button', 'data-verb': 'answer'}, make('span')));
