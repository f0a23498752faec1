/* The cues of this screen: what the server told, with what was answered here laid over it, and what
   the attention budget makes of it. No page, no network. */

import {decide, recorded} from '../attention.js';

/** How long a cue that was taken back says so. */
const RETRACTED_MS = 5000;
const OPEN = ['grace', 'queued', 'delivered', 'shown'];

export class Cues {
  #notes = new Map();
  #retracted = null;

  /** `mine(note)`: whether it is for this screen. `kept`: a storage, `name` the item's name in it. */
  constructor({mine, kept = null, name = ''}) {
    Object.assign(this, {mine, kept, name});
    const {history = [], current = null, answers = {}, ticked = []} = this.#remembered();
    Object.assign(this, {history, current, answers, ticked: new Set(ticked)});
  }

  /** Notes from the server. Returns those that have just reached this screen. */
  take(notes, now) {
    const cues = notes.filter(note => note.delivery && this.mine(note));
    for (const note of cues) {
      if (note.id === this.current && isBack(note)) this.#retracted = {note, until: now + RETRACTED_MS};
      this.#notes.set(note.id, note);
    }
    return cues.filter(({delivery}) => OPEN.slice(0, 2).includes(delivery.state));
  }

  note(id) {
    return this.#notes.get(id) ?? null;
  }

  /** The person answered; the screen does not wait for the server. */
  answer(id, answer) {
    this.answers[id] = answer;
    this.#remember();
  }

  /** An entry of the later-list is done with. */
  tick(id) {
    this.ticked.add(id);
    this.#remember();
  }

  /** What is to be seen now: {note, later, retracted, reason, came}. */
  look(modes) {
    const notes = [...this.#notes.values()].map(note => this.#laid(note));
    const facts = {...modes, notes, history: this.history, current: this.current};
    const decision = decide(facts);
    const came = decision.show !== this.current;
    if (came) this.#turn(decision, facts);
    const later = decision.later.filter(id => !this.ticked.has(id)).map(id => this.note(id));
    const note = this.note(decision.show);
    decision.drop.forEach(id => this.#notes.delete(id));
    return {note, later, came, reason: decision.reason,
      retracted: this.#stillRetracted(modes.now)};
  }

  /** The server's word holds; only priority 0 waits for this screen's 改了 whatever else was said. */
  #laid(note) {
    const answer = this.answers[note.id];
    const settled = note.priority > 0 && !OPEN.includes(note.delivery.state);
    if (!answer || settled) return note;
    return {...note, delivery: {...note.delivery, state: 'answered', answer}};
  }

  #turn(decision, facts) {
    this.history = recorded(this.history, this.current, decision, facts);
    this.current = decision.show;
    this.#remember();
  }

  #stillRetracted(now) {
    if (this.#retracted && this.#retracted.until <= now) this.#retracted = null;
    return this.#retracted?.note ?? null;
  }

  #remember() {
    const {history, current, answers, ticked} = this;
    try {
      this.kept?.setItem(this.name, JSON.stringify({history, current, answers, ticked: [...ticked]}));
    } catch (error) {
      console.warn('overlay: not kept', error);
      this.kept = null;
    }
  }

  #remembered() {
    try {
      return JSON.parse(this.kept?.getItem(this.name) ?? '{}');
    } catch (error) {
      console.warn('overlay: not read', error);
      return {};
    }
  }
}

/** The observer took it back. */
const isBack = ({state, delivery}) => state === 'withdrawn' || delivery.state === 'retracted';
