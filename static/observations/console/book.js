/* The notes of the broadcast as the person sees them: what the server said, with what was tapped
   here and not yet answered laid over it. Pure: no page, no network. */

/** Seconds after which an answered operation is no longer laid over the server's note. */
const SETTLED_MS = 15_000;

export class Book {
  /** `compose(op)` gives the words of an operation, `timeOf(at)` the stream time of a tap. */
  constructor({me, role, compose, timeOf, priorityOf, now = Date.now}) {
    Object.assign(this, {me, role, compose, timeOf, priorityOf, now});
    this.served = new Map();
    this.layers = new Map();
    this.last = 0;
  }

  /** Notes from the server; `last` is the stream's number after them. */
  take(notes, last) {
    for (const note of notes) {
      const known = this.served.get(note.key);
      if (!known || known.v <= note.v) this.served.set(note.key, note);
    }
    this.last = Math.max(this.last, last);
    this.#settle();
  }

  /** An operation just tapped here, or waiting since an earlier visit. */
  lay(op) {
    const layers = this.layers.get(op.key) ?? [];
    if (layers.some(layer => layer.op.op === op.op)) return;
    const at = op.shift_ms ? Math.max(0, (this.view(op.key)?.at ?? 0) + op.shift_ms) : null;
    const laid = [...layers, {op, at, head: null, since: null}];
    this.layers.set(op.key, laid.sort((a, b) => (a.op.op < b.op.op ? -1 : 1)));
  }

  /** The server took these; they stay laid on until its notes up to `head` have come. */
  answered(ops, head) {
    for (const {op: id, key} of ops) {
      const layer = this.layers.get(key)?.find(({op}) => op.op === id);
      if (layer) Object.assign(layer, {head: head ?? 0, since: this.now()});
    }
    this.#settle();
  }

  /** Takes an operation away as if it had not been tapped: refused, or dropped before it left. */
  forget(ids) {
    for (const [key, layers] of this.layers) {
      const rest = layers.filter(({op}) => !ids.includes(op.op));
      if (rest.length) this.layers.set(key, rest);
      else this.layers.delete(key);
    }
  }

  /** Makes the unanswered layers equal to the outbox: another tab may have added or dropped. */
  match(pending) {
    const ids = new Set(pending.map(op => op.op));
    const gone = [...this.layers.values()].flat()
      .filter(({op, head}) => head === null && !ids.has(op.op)).map(({op}) => op.op);
    this.forget(gone);
    pending.forEach(op => this.lay(op));
  }

  #settle() {
    const old = this.now() - SETTLED_MS;
    const done = [...this.layers.values()].flat()
      .filter(({head, since}) => head !== null && (this.last >= head || since < old))
      .map(({op}) => op.op);
    this.forget(done);
  }

  /** One note as it is shown, or null; `waiting` says that something of it has not been taken. */
  view(key) {
    const layers = this.layers.get(key) ?? [];
    const start = this.served.get(key) ?? null;
    const note = layers.reduce((sofar, layer) => this.#laid(sofar, layer), start);
    return note && {...note, waiting: layers.some(({head}) => head === null)};
  }

  /** All notes, newest first: those without a number yet, then by number. */
  all() {
    const keys = new Set([...this.served.keys(), ...this.layers.keys()]);
    const place = note => note.seq ?? Infinity;
    return [...keys].map(key => this.view(key)).filter(Boolean)
      .sort((a, b) => place(b) - place(a) || (a.key < b.key ? 1 : -1));
  }

  #laid(note, {op, at}) {
    if (op.do === 'tap') return note ?? this.#begun(op);
    if (!note) return null;
    if (op.do === 'retract') return {...note, state: 'withdrawn', delivery: null};
    const {kind, dimension, object, assistant} = {...note, ...op};
    const changed = {...note, kind, dimension, object, assistant};
    if (at !== null) changed.at = at;
    if (op.tag || op.text) Object.assign(changed, this.#worded(op, note));
    return changed;
  }

  #begun(op) {
    const {key, kind, dimension, object, assistant} = op;
    return {key, kind, dimension, object, assistant, at: this.timeOf(op.at), state: 'submitted',
      by: this.me, by_role: this.role, delivery: null, urgent: op.urgent, ...this.#worded(op, {})};
  }

  #worded(op, note) {
    return {tag: op.tag ?? note.tag ?? null, text: this.compose(op) ?? note.text ?? null,
      priority: op.urgent ? 0 : this.priorityOf(op) ?? note.priority ?? null};
  }
}

/** Which word tells how far a note has come: a name of the page's words. */
export function standing(note) {
  if (note.state === 'withdrawn' || note.state === 'retracted') return 'state_withdrawn';
  if (note.waiting) return 'state_waiting';
  if (!note.delivery) return 'state_saved';
  if (note.delivery.state === 'answered') return `answer_${note.delivery.answer ?? 'got_it'}`;
  if (note.delivery.state === 'retracted') return 'state_withdrawn';
  return `state_${note.delivery.state}`;
}
