/* The pure parts of the outbox: ids, waiting times, order, and what an HTTP answer means.
   Nothing here touches the network or the storage, so that each rule can be tested alone. */

const RANDOM = bytes => crypto.getRandomValues(bytes);
const HEX = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

/** First and longest wait after a failed attempt, in milliseconds. */
export const FIRST_WAIT = 700;
export const LONGEST_WAIT = 30_000;

/** How many operations travel in one request. */
export const BATCH = 40;

/**
 * A maker of UUIDs version 7 (RFC 9562): 48 bits of Unix milliseconds, a 12-bit counter
 * within the millisecond, 62 random bits. Each id sorts after the one before, also when
 * the device clock steps back. `crypto.randomUUID` is not used: plain HTTP has none.
 */
export function uuidMaker({now = Date.now, random = RANDOM} = {}) {
  let last = 0;
  let count = 0;
  function next() {
    const ms = Math.floor(now());
    if (ms > last) {
      last = ms;
      count = random(new Uint8Array(1))[0];
    } else if (++count > 0xfff) {
      last += 1;
      count = 0;
    }
    return written(last, count, random(new Uint8Array(8)));
  }
  /** Makes what comes next sort after `id`, which an earlier visit or another tab made. */
  next.after = id => {
    const [ms, counted] = read(id);
    if (ms > last || (ms === last && counted > count)) [last, count] = [ms, counted];
  };
  return next;
}

function written(ms, count, bytes) {
  const time = ms.toString(16).padStart(12, '0');
  const counter = count.toString(16).padStart(3, '0');
  const rest = [(bytes[0] & 0x3f) | 0x80, ...bytes.slice(1)].map(byte => HEX[byte]).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

function read(id) {
  const plain = id.replaceAll('-', '');
  return [parseInt(plain.slice(0, 12), 16), parseInt(plain.slice(13, 16), 16)];
}

/** The wait before attempt `failures + 1`: doubles from 0.7 s to 30 s, spread by a quarter. */
export function backoff(failures, random = Math.random) {
  const doubled = FIRST_WAIT * 2 ** Math.min(Math.max(failures - 1, 0), 10);
  const spread = Math.min(doubled, LONGEST_WAIT) * (0.75 + 0.5 * random());
  return Math.round(Math.min(Math.max(spread, FIRST_WAIT), LONGEST_WAIT));
}

/** Records in the order in which they were made; ids sort by time. */
export function inOrder(records) {
  return [...records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** What is to be sent next: the oldest that were not refused, at most `limit`. */
export function nextBatch(records, limit = BATCH) {
  return inOrder(records.filter(record => !record.refused)).slice(0, limit);
}

/** Whose queue it is: nobody ever sends what another person tapped in the same browser. */
export function queueName(person, broadcast) {
  return `${person}:${broadcast}`;
}

/** What begins something that can be taken back. */
const BEGINS = ['tap', 'relay', 'answer', 'dismiss'];

/** Whether what `key` names can be forgotten here: its beginning stands in the queue, never tried. */
export function isUntried(records, key) {
  return records.some(({op, tried}) => op.key === key && BEGINS.includes(op.do) && !tried);
}

/**
 * What an HTTP status means for the batch: 'ok', 'signin' (keep all, ask to sign in),
 * 'token' (the page's CSRF token may be old), 'final' (will never be taken), 'retry'.
 */
export function verdict(status) {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 401 || status === 0) return 'signin';
  if (status === 400) return 'token';
  if ([403, 404, 409, 410, 413, 422].includes(status)) return 'final';
  return 'retry';
}

/** Milliseconds a server asks us to wait (`Retry-After` in seconds), at most 30 s. */
export function askedWait(header) {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT) : 0;
}
