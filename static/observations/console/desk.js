/* The desk: what a tap, a chip, a line or a key does to the notes. It knows no elements. */

import {page} from './page.js';
import {compose, urgentDetail} from './phrases.js';

/** How long a note just made stays in the bar: a line typed later is about something else. */
const JUST_MS = 120_000;

/** What a key of priority 0 records; its words come from the product card. */
const URGENT = {kind: 'issue', dimension: 'product'};

export class Desk extends EventTarget {
  constructor({outbox, book}) {
    super();
    Object.assign(this, {outbox, book});
    this.state = page.state;
    this.currentKey = null;
    this.just = false;
    this.target = page.assistants[0]?.id ?? null;
    this.urgent = new Map();
    this.#listen();
  }

  #listen() {
    const {outbox, book} = this;
    outbox.addEventListener('change', () => { book.match(outbox.pending()); this.#changed(); });
    outbox.addEventListener('took', ({detail}) => {
      detail.ops.forEach(op => book.lay(op));
      book.answered(detail.ops, detail.head);
      this.#changed();
    });
  }

  #changed() {
    this.dispatchEvent(new Event('notes'));
  }

  get product() {
    return this.state.product;
  }

  get current() {
    return this.currentKey && this.book.view(this.currentKey);
  }

  isMine(note) {
    return note.by === page.me;
  }

  /** Whether the note in the bar may still be changed by this person. */
  get canChange() {
    const note = this.current;
    return Boolean(note) && this.isMine(note) && note.state !== 'withdrawn';
  }

  #add(op) {
    const added = this.outbox.add(op);
    this.book.lay(added);
    this.#changed();
    return added;
  }

  /** One tap is one note, saved at once: words come afterwards, if at all. */
  tap({kind, dimension = null, tag = null, detail = null, text = null, urgent = null}) {
    const key = this.outbox.newId();
    if (urgent) this.urgent.set(key, urgent);
    this.currentKey = key;
    this.just = true;
    this.#letGoLater();
    this.#add({do: 'tap', key, kind, dimension, object: 'assistant', assistant: this.target,
      tag, detail, text, urgent});
    navigator.vibrate?.(urgent ? [30, 40, 30] : 15);
    this.dispatchEvent(new Event('open'));
  }

  tapUrgent(urgent) {
    this.tap({...URGENT, urgent, detail: urgentDetail(urgent, this.product)});
  }

  change(fields) {
    if (!this.canChange) return;
    this.#letGoLater();
    this.#add({do: 'change', key: this.currentKey, ...fields});
  }

  #letGoLater() {
    clearTimeout(this.letting);
    this.letting = setTimeout(() => this.just && this.open(null), JUST_MS);
  }

  /** Moves the moment of the note in the bar; `ms` negative is earlier. */
  shift(ms) {
    if (this.canChange) this.change({shift_ms: ms});
  }

  /** Words for the overlay: to the note in the bar, else to a mark of this moment. */
  words(text) {
    if (this.canChange) this.change({text});
    else this.tap({kind: 'mark', text});
  }

  setObject(object, assistant = null) {
    this.change({object, assistant: object === 'assistant' ? assistant ?? this.target : null});
  }

  /** 不是TA: the next in the row assistants, host, operations, device. */
  cycleObject() {
    const note = this.current;
    const all = this.objects();
    const at = all.findIndex(one => one.object === note.object
      && (one.object !== 'assistant' || one.assistant === note.assistant));
    const next = all[(at + 1) % all.length];
    this.setObject(next.object, next.assistant);
  }

  objects() {
    const assistants = page.assistants.map(({id}) => ({object: 'assistant', assistant: id}));
    const first = assistants.length ? assistants : [{object: 'assistant', assistant: null}];
    return [...first, ...['host', 'operations', 'device'].map(object => ({object, assistant: null}))];
  }

  /** Takes back the note in the bar, else the newest of this person. True if there was one. */
  async undo() {
    const note = this.canChange ? this.current : this.#newestMine();
    if (!note) return false;
    this.currentKey = null;
    await this.outbox.undo(note.key);
    this.book.match(this.outbox.pending());
    this.dispatchEvent(new Event('open'));
    this.#changed();
    return true;
  }

  #newestMine() {
    return this.book.all().find(note => this.isMine(note) && note.state !== 'withdrawn'
      && note.state !== 'released') ?? null;
  }

  open(key) {
    this.currentKey = key;
    this.just = false;
    this.dispatchEvent(new Event('open'));
    this.#changed();
  }

  /** The next assistant gets what is tapped from now on. */
  nextTarget() {
    const ids = page.assistants.map(({id}) => id);
    this.target = ids[(ids.indexOf(this.target) + 1) % ids.length];
    this.dispatchEvent(new Event('target'));
  }

  setState(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

  /** Newer questions of viewers than the state's. */
  setQuestions(questions) {
    this.state = {...this.state, questions};
    this.dispatchEvent(new Event('questions'));
  }

  compose(op) {
    return compose(op, this.product);
  }
}
