// The load client: takes orders as lines of JSON, answers each with one line.
//   {do: 'connect', target: {url, csrf, kind: 'ours' | 'peer'}, screens, consoles}
//   {do: 'saturate', batch, flight, seconds, sort}   as many batches as are answered
//   {do: 'pace', rate, seconds, sort}                so many notes a second, one each; when were they shown? (raw: every sample)
//   {do: 'comments', rate, seconds, notes}            so many comments a second, and perhaps notes meanwhile
//   {do: 'close'}
import {createInterface} from 'node:readline';

import {feed} from './feeding.mjs';
import {connectAll} from './sockets.mjs';
import {ourBatch, peerBatch, Post} from './posting.mjs';

const DRAIN_MS = 20_000;
const LOOK_MS = 20;
const BUSY = 503;
const AGAIN_MS = 250;
const KINDS = {
  ours: {path: who => `/broadcasts/${who.broadcast}/taps`, batch: ourBatch, hear: hearFrame},
  peer: {path: who => `/broadcasts/${who.broadcast}/notes`, batch: peerBatch, hear: hearNote},
};
const pause = ms => new Promise(resolve => { setTimeout(resolve, ms); });
const state = {screens: [], sent: new Map(), shown: [], count: 0, expect: new Map(),
  comments: 0, frames: new Map()};

/** A frame of ours: the number it leads to stands at its end, so that it need not be parsed to count. */
function hearFrame(screen, text, at) {
  if (!text.startsWith('42["notes"')) return hearOther(screen, text);
  const place = text.lastIndexOf('"head":');
  screen.head = Math.max(screen.head, Number.parseInt(text.slice(place + 7), 10));
  if (!state.sent.size) return undefined;
  return JSON.parse(text.slice(2))[1].notes.forEach(note => note.text && show(screen, note.text, at));
}

function hearNote(screen, text, at) {
  if (!text.startsWith('42["note"')) return hearOther(screen, text);
  screen.head += 1;
  if (!state.sent.size) return undefined;
  return show(screen, JSON.parse(text.slice(2))[1].text, at);
}

/** Comments: a packet each, or a frame with several. */
function hearOther(screen, text) {
  if (text.startsWith('42["comments"')) state.comments += framed(screen.who.broadcast, text);
  else if (text.startsWith('42["comment"')) state.comments += 1;
}

/** How many comments a frame brings; a hundred screens get the same frame, which is read once. */
function framed(broadcast, text) {
  const last = state.frames.get(broadcast);
  if (last?.text === text) return last.brings;
  const {fresh = [], left_out: left = 0} = JSON.parse(text.slice(2))[1];
  state.frames.set(broadcast, {text, brings: fresh.length + left});
  return fresh.length + left;
}

/** The first time that a screen has the words. */
function show(screen, words, at) {
  const note = state.sent.get(words);
  if (!note || note.seen.has(screen)) return;
  note.seen.add(screen);
  state.shown.push([at - note.at, Math.max(0, at - (note.answered ?? at))]);
}

async function connect({target, screens, consoles, feeds}) {
  const kind = KINDS[target.kind];
  Object.assign(state, {target, kind, consoles, feeds, post: new Post(target, 256)});
  state.screens = await connectAll(target, screens, kind.hear);
  return {connected: state.screens.length};
}

const words = () => `${(state.count += 1).toString(36)} 先下链接`;
const now = () => performance.timeOrigin + performance.now();

/** One batch; answers how many were accepted. */
async function give(who, batch, sort) {
  const texts = Array.from({length: batch}, words);
  const body = state.kind.batch(sort, texts);
  const {status, body: answer} = await state.post.send(state.kind.path(who), who, body);
  if (status === BUSY) state.busy += 1;
  return status === BUSY ? 0 : taken(who, status, answer);
}

/** How many of a batch were taken; anything but that ends the measurement. */
function taken(who, status, text) {
  if (status !== 200) throw new Error(`${status}: ${text.slice(0, 300)}`);
  const {took, head, refused} = JSON.parse(text);
  if (refused?.length) throw new Error(JSON.stringify(refused[0]));
  expect(who.broadcast, head, took.length);
  return took.length;
}

/** What every screen of the broadcast must come to: the newest number, or (peer) so many more packets. */
function expect(broadcast, head, took) {
  const before = state.expect.get(broadcast) ?? 0;
  state.expect.set(broadcast, head === undefined ? before + took : Math.max(before, head));
}

const behind = () => state.screens.filter(one => one.head < (state.expect.get(one.who.broadcast) ?? 0)).length;

/** Waits until each screen has heard everything; answers how many have not. */
async function drain() {
  for (let waited = 0; behind() && waited < DRAIN_MS; waited += LOOK_MS) await pause(LOOK_MS);
  return behind();
}

async function saturate({batch, flight, seconds, sort}) {
  const began = now();
  const until = began + seconds * 1000;
  const answers = [];
  state.busy = 0;
  let accepted = 0;
  const lane = async (_, lane_) => {
    for (let turn = lane_; now() < until; turn += flight) {
      const sent = now();
      const took = await give(state.consoles[turn % state.consoles.length], batch, sort);
      accepted += took;
      answers.push(now() - sent);
    }
  };
  await Promise.all(Array.from({length: flight}, lane));
  const passed = (now() - began) / 1000;
  return {accepted, busy: state.busy, seconds: passed, behind: await drain(), answers: spread(answers)};
}

async function pace({rate, seconds, sort, raw = false}) {
  state.sent.clear();
  state.shown = [];
  state.busy = 0;
  const began = now();
  const under = new Set();
  const answers = [];
  let failure = null;
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = began + (n * 1000) / rate;
    if (due > now()) await pause(due - now());
    const one = paced(state.consoles[n % state.consoles.length], sort, answers);
    under.add(one);
    one.then(() => under.delete(one), error => { failure ??= error; });
    if (failure) throw failure;
  }
  await Promise.all(under);
  const left = await drain();
  await pause(100);
  const notes = state.sent.size;
  state.sent.clear();
  const samples = raw ? state.shown.map(one => one[0]) : [];
  return {notes, busy: state.busy, behind: left, samples, shown: spread(state.shown.map(one => one[0])),
    after: spread(state.shown.map(one => one[1])), answers: spread(answers)};
}

/** As a console's outbox does: what the server is too busy for is sent again. */
async function insist(who, batch, tries = 50) {
  const answer = await state.post.send(state.kind.path(who), who, batch);
  if (answer.status !== BUSY || !tries) return answer;
  state.busy += 1;
  await pause(AGAIN_MS);
  return insist(who, batch, tries - 1);
}

async function paced(who, sort, answers) {
  const texts = [words()];
  const note = {at: now(), seen: new Set()};
  state.sent.set(texts[0], note);
  const batch = state.kind.batch(sort, texts);
  const {status, body} = await insist(who, batch);
  note.answered = now();
  answers.push(note.answered - note.at);
  taken(who, status, body);
}

/** What was delivered is waited for: all screens of a room get each comment. */
async function comments({rate, seconds, notes, sort}) {
  state.comments = 0;
  const feeding = feed(state.post, state.feeds, {rate, seconds});
  const noted = notes ? await pace({rate: notes, seconds, sort}) : {};
  const sent = await feeding;
  const due = (sent * state.screens.length) / state.feeds.length;
  for (let waited = 0; state.comments < due && waited < DRAIN_MS; waited += LOOK_MS) await pause(LOOK_MS);
  return {...noted, sent, accepted: state.comments, due};
}

/** Median, tail and how many, in milliseconds. */
function spread(values) {
  const sorted = Float64Array.from(values).sort();
  const at = share => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
  return {count: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1)};
}

async function close() {
  state.screens.forEach(one => one.close());
  state.post?.close();
  return {};
}

const ORDERS = {connect, saturate, pace, comments, close};

async function obey(line) {
  const order = JSON.parse(line);
  const cpu = process.cpuUsage();
  const began = now();
  try {
    const answer = await ORDERS[order.do](order);
    const {user, system} = process.cpuUsage(cpu);
    const broken = state.screens.filter(one => one.broken).length;
    return {...answer, broken, client_cpu: (user + system) / 1e6, client_seconds: (now() - began) / 1000};
  } catch (error) {
    return {error: String(error.stack ?? error)};
  }
}

for await (const line of createInterface({input: process.stdin})) {
  process.stdout.write(`${JSON.stringify(await obey(line))}\n`);
}
process.exit(0);
