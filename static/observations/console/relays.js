/* What viewers say, as it is relayed from this console: counted at once, sent by the outbox. Pure
   but for the outbox. A relay is no opinion: it never stands among the notes. */

/** How long a relay just made can be taken back from its row. */
const UNDO_MS = 60_000;
/** A count that the server has taken is its own business after so long, whatever it shows: its questions
    may have come before its answer, and then nothing more comes. They are told twice a second. */
const SETTLED_MS = 2500;

/** Words are one question where they differ in signs and blanks only. */
export const plain = text => text.toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, '');

export class Relays extends EventTarget {
  #sent = new Map();

  constructor({outbox, now = Date.now}) {
    super();
    Object.assign(this, {outbox, now, last: null, overtaken: false});
    outbox.pending().filter(op => op.do === 'relay').forEach(op => this.#keep(op));
    outbox.addEventListener('took', ({detail}) => this.#taken(detail.ops));
    outbox.addEventListener('refused', ({detail}) => this.#forget(detail.op.key));
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }

  #keep({key, sort, text, count}) {
    this.#sent.set(key, {sort, text, count, takenAt: null});
  }

  /** One tap is one relay; the next of the same words is another, and the count grows. */
  add({sort = 'question', text, count = 1, product = null}) {
    const op = {do: 'relay', key: this.outbox.newId(), sort, text, count, product};
    this.#keep(op);
    this.last = {...op, at: this.now()};
    this.overtaken = false;
    this.outbox.add(op);
    navigator.vibrate?.(15);
    this.#tell();
  }

  /** The relay that can be taken back now, or null. */
  get undoable() {
    return this.last && this.now() - this.last.at < UNDO_MS ? this.last : null;
  }

  /** Whether the last thing done here was a relay: then Ctrl+Z means it, and not a note. */
  get isNewest() {
    return !this.overtaken && this.undoable !== null;
  }

  async undo() {
    const {undoable} = this;
    if (!undoable) return false;
    this.last = null;
    this.#sent.delete(undoable.key);
    this.#tell();
    await this.outbox.undo(undoable.key, {do: 'unrelay'});
    return true;
  }

  /** How many were relayed here in these words and are not yet in the server's count. */
  unsettled(text) {
    const words = plain(text);
    return [...this.#sent.values()].filter(one => one.sort === 'question' && plain(one.text) === words)
      .reduce((sum, {count}) => sum + count, 0);
  }

  /** The server told its questions: what it took before is in them. */
  settle() {
    for (const [key, {takenAt}] of this.#sent) if (takenAt !== null) this.#sent.delete(key);
    this.#tell();
  }

  #taken(ops) {
    for (const {key} of ops) {
      const one = this.#sent.get(key);
      if (!one) continue;
      one.takenAt = this.now();
      setTimeout(() => this.#forget(key), SETTLED_MS);
    }
  }

  #forget(key) {
    if (this.last?.key === key && this.#sent.get(key)?.takenAt === null) this.last = null;
    if (this.#sent.delete(key)) this.#tell();
  }
}
