/* The outbox: what a person taps is kept on the device until the server has named it.

   tap → id and device time → storage → row on the page → batches of 40, in order, by HTTP →
   only what the server took or refused is deleted. It survives a lost answer (every operation
   has an id the server takes once), a closed browser, a second tab and an expired sign-in.

   const outbox = await openOutbox({url, person, broadcast, csrf, page});
   outbox.add({do: 'tap', key: outbox.newId(), …}) → the operation with `op` and `at` filled in
   outbox.undo(key) → 'dropped' (it never left) or 'retracted' (an operation to take it back)
   outbox.addEventListener('change' | 'took' | 'refused', …): see the end of this comment
   outbox.pending(), outbox.refusals(), outbox.dismiss(op), outbox.status(), outbox.wake(), .hurry()

   change: status() may have changed. took: detail {ops, head}. refused: detail {op, error}. */

import {BATCH, backoff, nextBatch, queueName, uuidMaker, verdict} from './outbox/plan.js';
import {post, readPage, sentence} from './outbox/post.js';
import {openShelves} from './outbox/shelf.js';
import {takeTurn} from './outbox/turn.js';

const BETWEEN_MS = 700;
/** A request that was sent so long before the link came back is lost in a connection that stands still. */
const STALE_MS = 4000;

/** Opens the queue of one person and one broadcast and begins to send what waits in it. */
export async function openOutbox(options) {
  const outbox = new Outbox(options);
  await outbox.reload();
  outbox.listen();
  outbox.wake();
  return outbox;
}

/** How many operations of this person wait in this browser, over all broadcasts (sign-out warns). */
export async function unsent(person) {
  const records = await openShelves().listBelow(queueName(person, ''));
  return records.filter(record => !record.refused).length;
}

export class Outbox extends EventTarget {
  #shelves = openShelves();
  #records = new Map();
  #writing = new Map();
  #persisted = false;
  #timer = null;
  #due = Infinity;
  #failures = 0;
  #failedAt = 0;
  #sending = false;
  #state = 'online';
  #limit = BATCH;
  #renewed = false;
  #channel = null;

  /** `field` names the list in the request body; `page` is asked for a fresh CSRF token. */
  constructor({url, person, broadcast, csrf, page = null, field = 'taps'}) {
    super();
    Object.assign(this, {url, person, csrf, page, field});
    this.queue = queueName(person, broadcast);
    this.newId = uuidMaker();
  }

  listen() {
    this.ears = new AbortController();
    const {signal} = this.ears;
    const visible = () => document.visibilityState === 'visible' && this.wake();
    ['online', 'pageshow'].forEach(name => addEventListener(name, () => this.wake(), {signal}));
    addEventListener('offline', () => this.#tell(), {signal});
    document.addEventListener('visibilitychange', visible, {signal});
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel('zhubo-outbox');
      this.#channel.onmessage = ({data}) => data.queue === this.queue && this.#heard(data);
    }
  }

  close() {
    this.ears?.abort();
    this.#channel?.close();
    clearTimeout(this.#timer);
  }

  /** Operations not yet taken, oldest first. */
  pending() {
    return nextBatch(this.#records.values(), Infinity).map(record => record.op);
  }

  /** What the server refused: [{op, error}], kept until dismissed so that words can be copied. */
  refusals() {
    return [...this.#records.values()].filter(({refused}) => refused)
      .map(({op, refused}) => ({op, error: refused}));
  }

  /** {count, state}: 'saved', 'waiting', 'offline', 'signin', 'other' (someone else signed in). */
  status() {
    const count = this.pending().length;
    if (this.#state === 'signin' || this.#state === 'other') return {count, state: this.#state};
    if (this.#state === 'offline' || navigator.onLine === false) return {count, state: 'offline'};
    return {count, state: count ? 'waiting' : 'saved'};
  }

  add(op) {
    const filled = {op: this.newId(), at: Date.now(), ...op};
    const record = {id: filled.op, queue: this.queue, op: filled, tried: false, refused: null};
    this.#records.set(record.id, record);
    this.#writing.set(record.id, this.#keep(record));
    this.#tell();
    return filled;
  }

  async #keep(record) {
    await this.#shelves.add(record);
    this.#writing.delete(record.id);
    this.#say({});
    this.#persist();
    this.wake();
  }

  /** Asks the browser, once, not to clear this site's storage when space runs short. */
  #persist() {
    if (this.#persisted || !navigator.storage?.persist) return;
    this.#persisted = true;
    navigator.storage.persist().catch(error => console.warn('outbox: storage', error));
  }

  /** `back`: the operation that takes it back where it has left already. */
  async undo(key, back = {do: 'retract'}) {
    await Promise.all(this.#writing.values());
    const dropped = await this.#shelves.dropUntried(this.queue, key);
    if (!dropped) this.add({...back, key});
    await this.reload();
    this.#say({});
    return dropped ? 'dropped' : 'retracted';
  }

  async dismiss(id) {
    await this.#shelves.drop([id]);
    await this.reload();
    this.#say({});
  }

  /** Reads the shelves again: another tab may have added, sent or dropped something. */
  async reload() {
    const stored = await this.#shelves.list(this.queue);
    const fresh = new Map(stored.map(record => [record.id, record]));
    for (const id of this.#writing.keys()) fresh.set(id, this.#records.get(id));
    this.#records = fresh;
    if (stored.length) this.newId.after(stored.at(-1).id);
    this.#tell();
  }

  /** Sends soon: after a tap, when the net or the page comes back, when the socket connects. */
  wake() {
    this.#schedule(Math.max(0, this.#failedAt + BETWEEN_MS - Date.now()));
  }

  /** The link is back: sends at once, and does not wait for what was under way when it was lost. */
  hurry() {
    this.#failures = 0;
    if (this.#sending && Date.now() - this.sent?.at > STALE_MS) this.sent.late.abort();
    else this.wake();
  }

  #schedule(wait) {
    const due = Date.now() + wait;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  async #send() {
    this.#due = Infinity;
    if (this.#sending) return;
    this.#sending = true;
    try {
      await takeTurn(this.queue, renew => this.#drain(renew ?? (() => undefined)));
    } catch (error) {
      console.warn('outbox: sending stopped', error);
      this.#failed(error);
    } finally {
      this.#sending = false;
      if (this.pending().length) this.#schedule(Math.max(BETWEEN_MS, this.#wait()));
    }
  }

  #wait() {
    if (navigator.onLine === false) return backoff(10);
    return this.#failures ? Math.max(this.askedWait ?? 0, backoff(this.#failures)) : 0;
  }

  async #drain(renew) {
    await this.reload();
    while (this.pending().length) {
      if (navigator.onLine === false && this.#failures === 0) return this.#failed();
      renew();
      if (!(await this.#sendBatch())) return undefined;
    }
    this.#recovered();
    return this.#tell();
  }

  /** One request. True if the queue moved and the next may follow. */
  async #sendBatch() {
    const ids = nextBatch(this.#records.values(), this.#limit).map(({id}) => id);
    const unwritten = ids.findIndex(id => this.#writing.has(id));
    const batch = await this.#shelves.claim(unwritten < 0 ? ids : ids.slice(0, unwritten));
    if (!batch.length) return false;
    const ops = batch.map(({op}) => op);
    this.sent = {late: new AbortController(), at: Date.now()};
    try {
      return await this.#judge(await post(this, ops), ops);
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #judge({status, text, wait}, ops) {
    const meaning = verdict(status);
    this.askedWait = wait;
    if (meaning === 'ok') return this.#took(JSON.parse(text));
    if (meaning === 'signin') return this.#renew('signin');
    if (meaning === 'token' && !this.#renewed) return this.#renew('signin');
    if (meaning === 'retry') return this.#failed(new Error(`HTTP ${status}`));
    return this.#refusedWhole(ops, text);
  }

  /** A refused batch may hold one bad operation: the rest is tried one by one. */
  async #refusedWhole(ops, text) {
    if (ops.length > 1) {
      this.#limit = 1;
      return true;
    }
    return this.#took({took: [], refused: [{op: ops[0].op, error: sentence(text)}], head: null});
  }

  async #took({took, refused, head}) {
    const ops = took.map(id => this.#records.get(id)?.op).filter(Boolean);
    const lost = refused.filter(({op}) => this.#records.has(op))
      .map(({op, error}) => ({op: this.#records.get(op).op, error}));
    await this.#shelves.drop(took);
    await this.#shelves.refuse(new Map(refused.map(({op, error}) => [op, error])));
    this.#recovered();
    this.#announce(ops, lost, head);
    await this.reload();
    this.#say({ops, lost, head});
    return took.length + refused.length > 0;
  }

  #announce(ops, lost, head) {
    if (ops.length) this.dispatchEvent(new CustomEvent('took', {detail: {ops, head}}));
    lost.forEach(detail => this.dispatchEvent(new CustomEvent('refused', {detail})));
  }

  #recovered() {
    this.#failures = 0;
    this.#failedAt = 0;
    this.#renewed = false;
    this.#state = 'online';
    if (this.#limit === 1 && this.pending().length <= 1) this.#limit = BATCH;
  }

  #failed(error = null) {
    this.#failures += 1;
    this.#failedAt = Date.now();
    if (error instanceof TypeError || navigator.onLine === false) this.#state = 'offline';
    else if (error) this.#state = 'waiting';
    this.#tell();
    return false;
  }

  /** Another tab may have signed in again: its page tells the new token, and who it is. */
  async #renew(otherwise) {
    const found = this.page && !this.#renewed ? await readPage(this.page) : null;
    this.#renewed = true;
    if (found && String(found.person) === String(this.person)) {
      this.csrf = found.csrf;
      return true;
    }
    this.#failed(new Error('sign in again'));
    this.#renewed = false;
    this.#state = found ? 'other' : otherwise;
    this.#tell();
    return false;
  }

  /** Another tab added, dropped or sent something of this queue. */
  async #heard({ops = [], lost = [], head = null}) {
    this.#announce(ops, lost, head);
    await this.reload();
    this.wake();
  }

  #say(news) {
    this.#channel?.postMessage({queue: this.queue, ...news});
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
