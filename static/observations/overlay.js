/* The screen beside the camera: what the stream tells goes through the attention budget and is drawn;
   what is tapped is told back. Each part is a module of overlay/. */

import {openStream} from '../ui/stream.js';
import {StreamClock} from './console/clock.js';
import {Asking} from './overlay/asking.js';
import {stayAwake} from './overlay/awake.js';
import {drawCalls, listenToCalls} from './overlay/calls.js';
import {drawCard, drawQuestions, drawStale, listenToQuestions} from './overlay/card.js';
import {Cues} from './overlay/cues.js';
import {drawAttention, drawClock, drawComments, drawLink, drawState, isOver, settled} from './overlay/flow.js';
import {$, keptName, page, storage} from './overlay/page.js';
import {answers, openReceipts} from './overlay/receipts.js';
import {drawVerbs, listenToVerbs} from './overlay/verbs.js';
import {drawZone, fit} from './overlay/zone.js';

const TICK_MS = 250;
/** A bound tablet shows the end, with its list, so long; then it waits for the next broadcast. */
const END_MS = 600_000;
/** Praise and what was put off may be read so long after the end (the server's PRAISE_AFTER_THE_END). */
const READ_MS = 1_800_000;
const NOTHING = {note: null, later: [], retracted: null};

const kept = storage();
const clock = new StreamClock(page.broadcast, {kept});
const cues = new Cues({kept, name: keptName,
  mine: note => page.screen || !page.assistant || [null, page.assistant].includes(note.assistant)});
const receipts = openReceipts();
const asking = new Asking();

let state = settled(page.state);
let ahead = state.server_ms - Date.now();
let link = {name: 'joining', since: Date.now()};
let reconnectedAt = null;
let endedAt = null;
let seen = null;
let cueAt = 0;

const serverNow = () => Date.now() + ahead;

function modes() {
  return {now: serverNow(), quiet: state.quiet || state.emergency !== null,
    onBreak: state.on_break || isOver(state), freeUntil: state.free_until, newcomer: state.newcomer,
    linkDownSince: link.name === 'down' ? link.since + ahead : null, reconnectedAt};
}

function look() {
  const now = modes();
  const over = isOver(state);
  const past = over && now.now > (state.ended_at ?? 0) + READ_MS;
  const free = now.freeUntil !== null && now.now < now.freeUntil;
  seen = {...(past ? NOTHING : cues.look(now)), emergency: state.emergency, over,
    down: link.name === 'down' && !over,
    calm: !state.quiet && (now.onBreak || free)};
  if (seen.note) drawVerbs(seen.note, answers);
  if (seen.note) cueAt = Date.now();
  const asked = asking.look({streamMs: clock.read(), quiet: state.quiet, over});
  drawQuestions(state, asked);
  drawZone(seen, now.now, note => receipts.shown(note));
  drawAttention({...now, quiet: state.quiet, onBreak: state.on_break, begins: state.begins});
  drawCalls(state, free ? now.freeUntil - now.now : 0, over);
  drawClock(state, clock.read());
  drawStale(state, clock.read());
  drawLink(link.name, link.since);
  leaveAfterEnd();
}

function takeState(fresh, trusted = true) {
  state = settled(fresh);
  ahead = state.server_ms - Date.now();
  clock.set(state, trusted);
  const several = state.assistants.length > 1 && page.assistant === null;
  $('cue').dataset.numbers = JSON.stringify(several
    ? Object.fromEntries(state.assistants.map(({id, no}) => [id, no])) : {});
  drawState(state);
  drawCard(state);
  asking.take(state.questions ?? []);
  look();
}

function takeLink(name, since) {
  if (link.name === 'down' && name !== 'down') reconnectedAt = serverNow();
  link = {name, since};
  if (name === 'live') [receipts, asking.sending].forEach(one => one.hurry());
  look();
}

function leaveAfterEnd() {
  endedAt = isOver(state) ? endedAt ?? Date.now() : null;
  if (page.screen && endedAt && Date.now() - endedAt > END_MS) location.reload();
}

const leave = () => (page.screen ? location.reload() : location.assign(page.urls.sign_in));

listenToVerbs({
  current: () => (answers ? seen?.note : null),
  answer(note, answer) {
    cues.answer(note.id, answer);
    receipts.answered(note, answer);
    look();
  },
  tick(id) {
    const note = cues.note(id);
    if (note.delivery.state !== 'answered') receipts.answered(note, 'got_it');
    cues.tick(id);
    look();
  },
  turn(key) {
    asking.turn(key, Date.now() - cueAt);
    look();
  },
});
listenToQuestions();
takeState(state, false);

const stream = openStream({
  broadcast: page.broadcast,
  as: 'overlay',
  notesUrl: page.urls.notes,
  stateUrl: page.urls.state,
  onNotes(notes) {
    cues.take(notes, serverNow()).forEach(note => receipts.delivered(note));
    look();
  },
  onState: takeState,
  onComments: drawComments,
  onQuestions({questions}) {
    state = {...state, questions};
    asking.take(questions);
    look();
  },
  onLink: takeLink,
  onRoster: ({broadcast}) => broadcast && broadcast !== page.broadcast && location.reload(),
  onGoodbye: leave,
  onOver: leave,
});
listenToCalls({state: () => state, resync: () => stream.resync()});

setInterval(look, TICK_MS);
addEventListener('resize', () => $('cue').hidden || fit($('cue-text')));
document.addEventListener('visibilitychange', look);
stayAwake();
