/* Viewers' questions as this screen shows them: what the server told, with what was tapped here and
   not yet told back laid over it. Pure: no page, no network. */

/** How long a question that was settled here stays, so that a slip can be taken back. */
export const HOLD_MS = 5000;
/** A list that was on its way when the server took an answer may still hold the question. */
const LATE_MS = 2000;

export class Asked {
  #questions = [];
  #marks = new Map();

  constructor({now = Date.now} = {}) {
    this.now = now;
  }

  /** The open questions from the server, most pressing first. */
  take(questions) {
    this.#questions = questions;
    const open = new Set(questions.map(({id}) => id));
    for (const [id, {takenAt}] of this.#marks) {
      const old = takenAt !== null && this.now() - takenAt > LATE_MS;
      if (old && open.has(id)) this.#marks.delete(id);
    }
  }

  /** Settled here by `verb` (answer, dismiss), under the key of its operation. */
  mark(question, verb, key) {
    this.#marks.set(question.id, {question, verb, key, at: this.now(), takenAt: null});
  }

  /** Taken back here, or refused by the server: it is open again. */
  unmark(id) {
    this.#marks.delete(id);
  }

  markOf(id) {
    return this.#marks.get(id) ?? null;
  }

  /** The server took these operations. */
  taken(keys) {
    for (const mark of this.#marks.values()) if (keys.includes(mark.key)) mark.takenAt ??= this.now();
  }

  /** The server refused an operation; the question whose it was, or null. */
  refused(key) {
    const found = [...this.#marks.values()].find(mark => mark.key === key);
    if (found) this.unmark(found.question.id);
    return found?.question ?? null;
  }

  /** What is to be seen: {question, verb, waiting}; `verb` is null while nobody settled it here. */
  rows() {
    const now = this.now();
    const shown = this.#questions.map(question => this.#row(question));
    const known = new Set(this.#questions.map(({id}) => id));
    const held = [...this.#marks.values()].filter(({question}) => !known.has(question.id))
      .map(({question}) => this.#row(question));
    return [...shown, ...held].filter(({verb, since}) => !verb || now - since < HOLD_MS);
  }

  #row(question) {
    const mark = this.#marks.get(question.id);
    return {question, verb: mark?.verb ?? null, since: mark?.at ?? 0,
      waiting: Boolean(mark) && mark.takenAt === null};
  }

  /** How many of what was settled here the server has not taken yet. */
  get waiting() {
    return [...this.#marks.values()].filter(({takenAt}) => takenAt === null).length;
  }
}
