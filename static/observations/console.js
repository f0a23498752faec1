/* The supervisor's console: puts its parts together. Imported by no other module. */

import {openOutbox} from '../ui/outbox.js';
import {openStream} from '../ui/stream.js';
import {showAlarm} from './console/alarm.js';
import {showAsks} from './console/asks.js';
import {Book} from './console/book.js';
import {StreamClock} from './console/clock.js';
import {Desk} from './console/desk.js';
import {storage, useDevice} from './console/device.js';
import {showFlow} from './console/flow.js';
import {listenToKeys} from './console/keys.js';
import {isOver, showLate} from './console/late.js';
import {showLine} from './console/line.js';
import {showNotes} from './console/notes.js';
import {showPad} from './console/pad.js';
import {$, page} from './console/page.js';
import {compose, tagOf} from './console/phrases.js';
import {showRadar} from './console/radar.js';
import {shift, showRecent, undo} from './console/recent.js';
import {Relays} from './console/relays.js';
import {csrfToken, freshPage, showSafety} from './console/safety.js';
import {openHelp, showSheets} from './console/sheet.js';

const clock = new StreamClock(page.broadcast, {kept: storage()});
clock.set(page.state, false);

const outbox = await openOutbox({url: page.urls.taps, person: page.me, broadcast: page.broadcast,
  csrf: csrfToken(), page: freshPage});
const book = new Book({me: page.me, role: page.role, timeOf: at => clock.noteTime(at),
  compose: op => compose(op, desk?.product), priorityOf: op => tagOf(op.tag)?.priority ?? null});
const desk = new Desk({outbox, book});
book.match(outbox.pending());

const line = showLine(desk);
const resync = () => stream?.resync();
showPad(desk);
showNotes(desk);
showRecent(desk, line);
showLate(desk, line);
showSheets();
showAlarm(desk, resync);
const flow = showFlow(desk, clock, resync);
const relays = new Relays({outbox});
const asks = showAsks(desk, relays, showRadar(desk, relays, clock).openOwn);
desk.addEventListener('open', () => { relays.overtaken = true; });
const safety = showSafety(desk, {outbox});

let stream = null;
stream = openStream({
  broadcast: page.broadcast,
  as: 'console',
  notesUrl: page.urls.notes,
  stateUrl: page.urls.state,
  onNotes(notes) {
    book.take(notes, stream?.last() ?? 0);
    desk.dispatchEvent(new Event('notes'));
  },
  onState(state) {
    clock.set(state);
    safety.signedIn();
    desk.setState(state);
  },
  onQuestions({questions}) {
    desk.setQuestions(questions);
  },
  onComments: frame => desk.dispatchEvent(new CustomEvent('comments', {detail: frame})),
  onLink(state) {
    safety.setLink(state);
    if (state === 'live') outbox.hurry();
  },
  onGoodbye: () => location.assign(page.urls.sign_in),
  onOver: () => safety.askToSignIn(),
});

listenToKeys({
  over: () => isOver(desk.state),
  undo: () => (relays.isNewest ? asks.undo() : undo(desk)), viewers: asks.focus,
  earlier: () => shift(desk, -2000), later: () => shift(desk, 2000),
  mark: () => $('mark').click(), next: flow.next, help: openHelp, line: line.focus,
  first: () => $('chips').querySelector('button')?.click(),
});
useDevice(desk);
