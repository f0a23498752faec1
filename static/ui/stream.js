/* What happens in a broadcast, as it happens: one socket, a replay for what it missed, polling
   where WebSocket is blocked. Needs the global `io` (vendor/socket.io.js, bundled before).

   openStream({broadcast, as, csrf, notesUrl, stateUrl,
     onNotes(notes, {replay}),      in order, each state once; last() already stands at the newest
     onState(state), onComments(frame), onQuestions(frame), onRoster(message),
     onLink('live' | 'polling' | 'down', sinceMs),   the truth; sinceMs: for 'down' the last proof of life
     onGoodbye(),                   the server ended the right
     onOver()})                     an answer over HTTP said so (401, 403, 404)
   → {last(), resync(), live(), close()}

   `broadcast: null` (a tablet that waits) joins nothing and only hears `roster`.
   `csrf` is a string or a function; without one the page's <meta name="csrf-token"> is read. */

import {get, paced} from './stream/asking.js';
import {frameOf, sequencer} from './stream/sequencer.js';

export {frameOf, sequencer};

const GAP_MS = 150;
const TICK_MS = 1000;
const SILENCE_MS = 10_000;
const PATIENCE_MS = 8000;
const STATE_SPACING_MS = 250;
const BEAT_MS = 4000;
const JOIN_MS = 8000;
/** A join that was answered too late is given twice the time, so often: who is busy is not hurried. */
const MOST_DOUBLED = 2;
/** Every so many seconds: proof of life, asking again, the whole state. */
const EVERY = {beat: 5, replay: 10, state: 30};
const POLL_MS = 3000;
/** No answer is longer on its way: one that seems to be shows that the server's clock was set back. */
const LONGEST_WAY_MS = 60_000;

const metaToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';
const nothing = () => undefined;

export function openStream(options) {
  const stream = new Stream(options);
  stream.open();
  return {last: () => stream.order.last(), resync: () => stream.resync(),
    live: () => stream.link === 'live', close: () => stream.close()};
}

class Stream {
  constructor({broadcast = null, as = 'overlay', csrf = metaToken, notesUrl, stateUrl, ...heard}) {
    const base = `/broadcasts/${broadcast}`;
    Object.assign(this, {broadcast, as, heard, order: sequencer(), link: null, joined: false});
    this.urls = {notes: notesUrl ?? `${base}/notes`, state: stateUrl ?? `${base}/state`};
    this.token = typeof csrf === 'function' ? csrf : () => csrf;
    this.replay = paced(() => this.#replay());
    this.state = paced(() => this.#state(), STATE_SPACING_MS);
    this.aliveAt = Date.now();
    this.lostAt = Date.now();
    this.polledAt = 0;
    this.ticks = 0;
    this.lateJoins = 0;
    this.newestMs = 0;
    this.frame = null;
  }

  open() {
    this.socket = globalThis.io({transports: ['websocket'], timeout: PATIENCE_MS,
      reconnectionDelay: 500, reconnectionDelayMax: 5000, auth: give => give({csrf: this.token()})});
    this.#listen();
    this.timer = setInterval(() => this.#tick(), TICK_MS);
    this.ears = new AbortController();
    const {signal} = this.ears;
    const back = () => document.visibilityState === 'visible' && this.#wake();
    ['online', 'pageshow'].forEach(name => addEventListener(name, back, {signal}));
    document.addEventListener('visibilitychange', back, {signal});
    document.addEventListener('outbox:heard', () => this.#alive(), {signal});
  }

  close() {
    clearInterval(this.timer);
    [this.gap, this.expecting].forEach(clearTimeout);
    this.closed = true;
    this.ears?.abort();
    this.socket.disconnect();
  }

  /** Asks for everything that may be new. */
  resync() {
    return Promise.all([this.replay(), this.state()]);
  }

  #tell(name, ...values) {
    if (!this.closed) (this.heard[name] ?? nothing)(...values);
  }

  #listen() {
    const {socket} = this;
    // Whatever comes on a socket that is in: events, answers however late, pings.
    ['ping', 'packet'].forEach(name => socket.io.on(name, () => this.joined && this.#alive()));
    socket.io.on('open', () => this.#expect());
    socket.io.on('close', () => clearTimeout(this.expecting));
    socket.io.on('reconnect_error', () => { this.waits = true; });
    socket.io.on('reconnect_attempt', () => { this.waits = false; });
    socket.on('connect', () => this.#join());
    socket.on('disconnect', reason => this.#lost(reason));
    socket.on('connect_error', () => socket.active || this.#turnedAway());
    socket.on('notes', frame => this.#deliver(frame, false));
    socket.on('note', note => this.#deliver(frameOf(note), false));
    socket.on('state', () => this.state());
    socket.on('comments', frame => this.#tell('onComments', frame));
    socket.on('questions', frame => this.#asked(frame));
    socket.on('roster', message => this.#tell('onRoster', message));
    socket.on('goodbye', () => this.#leave());
  }

  /** The right to hear has ended: the sign-in ran out, or was taken back. */
  #leave() {
    this.#tell('onGoodbye');
    this.close();
  }

  #join() {
    if (this.broadcast === null) return this.#entered();
    this.#expect();
    const after = this.order.last();
    const wanted = {broadcast: this.broadcast, as: this.as, after};
    return this.socket.emit('join', wanted, answer => {
      if (answer.ok) this.#entered(after, answer);
      else this.#refused(answer.error);
    });
  }

  /** A connection stands, or has greeted: who is not a step further by then tries another. */
  #expect() {
    const patience = JOIN_MS * 2 ** Math.min(this.lateJoins, MOST_DOUBLED);
    clearTimeout(this.expecting);
    this.expecting = setTimeout(() => this.joined || this.#joinLate(), patience);
  }

  #joinLate() {
    this.lateJoins += 1;
    this.#reconnect();
  }

  #entered(after, answer) {
    this.joined = true;
    this.lateJoins = 0;
    clearTimeout(this.expecting);
    this.#alive();
    this.#look();
    if (!answer) return;
    this.#deliver({after, ...answer}, true);
    this.#stands(answer.state);
    if (answer.more) this.replay();
  }

  #turnedAway() {
    clearTimeout(this.expecting);
    this.#connectIn(PATIENCE_MS);
  }

  /** The socket may not come in; over HTTP it becomes clear whether the page may still ask. */
  #refused(error) {
    console.warn('stream: not let in', error);
    clearTimeout(this.expecting);
    this.state();
    this.socket.disconnect();
    this.#connectIn(SILENCE_MS);
  }

  #lost(reason) {
    if (this.joined) this.lostAt = Date.now();
    this.joined = false;
    if (reason === 'io server disconnect') this.#connectIn(TICK_MS);
  }

  #connectIn(ms) {
    setTimeout(() => this.closed || this.socket.connect(), ms);
  }

  #reconnect() {
    this.waits = false;
    this.socket.disconnect().connect();
  }

  #deliver(frame, replay) {
    const notes = this.order.take(frame);
    if (notes.length) this.#tell('onNotes', notes, {replay});
    if (!this.order.behind() || this.gap) return;
    this.gap = setTimeout(() => { this.gap = null; this.replay(); }, GAP_MS);
  }

  async #replay() {
    if (this.broadcast === null) return;
    let more = true;
    while (more && !this.closed) {
      const after = this.order.last();
      const answer = await this.#get(`${this.urls.notes}?after=${after}&as=${this.as}`);
      if (answer) this.#deliver({after, ...answer}, true);
      more = Boolean(answer?.more);
    }
  }

  async #state() {
    if (this.broadcast === null) return;
    const {frame} = this;
    const state = await this.#get(`${this.urls.state}?as=${this.as}`);
    if (state) this.#stands(state, frame);
  }

  /** A state that a newer one overtook on its way says nothing any more, nor do its questions where
      a frame of them came since it was asked for: `frame` is the last one then. */
  #stands(state, frame = this.frame) {
    const late = this.newestMs - state.server_ms;
    if (late > 0 && late < LONGEST_WAY_MS) return;
    this.newestMs = state.server_ms;
    this.#tell('onState', this.frame === frame ? state : {...state, ...this.frame});
  }

  #asked(frame) {
    this.frame = frame;
    this.#tell('onQuestions', frame);
  }

  async #get(url) {
    const {answer, over} = await get(url);
    if (over) this.#tell('onOver');
    if (answer) this.#alive();
    return answer ?? null;
  }

  #alive() {
    this.aliveAt = Date.now();
    if (this.link !== 'down') return;
    this.#look();
    if (this.waits) this.#reconnect();
  }

  /** Whether the page must ask by itself: no socket for 8 s, or one that is silent. */
  get #polls() {
    return this.link === 'down' || (!this.joined && Date.now() - this.lostAt >= PATIENCE_MS);
  }

  /** Without a socket an answer over HTTP is what proves that polling works. */
  #truth() {
    if (Date.now() - this.aliveAt > SILENCE_MS) return 'down';
    if (this.joined) return 'live';
    return this.#polls && this.aliveAt > this.lostAt ? 'polling' : this.link;
  }

  #look() {
    const link = this.#truth();
    if (link === this.link) return;
    this.link = link;
    this.#tell('onLink', link, link === 'down' ? this.aliveAt : Date.now());
    if (link === 'down' && this.joined) this.#reconnect();
  }

  #tick() {
    this.ticks += 1;
    const due = name => this.ticks % EVERY[name] === 0;
    this.#look();
    if (this.joined && due('beat')) this.#beat();
    if (this.#polls) this.#poll();
    else if (this.joined && due('replay')) this.replay();
    if (this.joined && due('state')) this.state();
  }

  #poll() {
    if (Date.now() - this.polledAt < POLL_MS) return;
    this.polledAt = Date.now();
    this.resync();
  }

  #beat() {
    this.socket.timeout(BEAT_MS).emit('beat', {}, (late, answer) => {
      if (late) this.#doubt();
      else if (!answer.ok) this.#leave();
    });
  }

  /** A socket may be stuck behind a lost packet for long: what it would bring may come another way. */
  #doubt() {
    if (Date.now() - this.aliveAt >= BEAT_MS) this.resync();
  }

  /** The net or the page came back. */
  #wake() {
    if (!this.socket.active) this.socket.connect();
    this.resync();
  }
}
