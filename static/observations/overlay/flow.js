/* Where the broadcast stands: clock, segment, what comes next, viewers, who watches, the link. */

import {$, make, roleWord, span, streamTime, w, write} from './page.js';

const KNOWN = new Set(['scheduled', 'checked', 'live', 'interrupted', 'ended']);
const SAMPLES = 3;

/** Broadcasts that are not on any more count as a break: praise and the list may come. */
export const isOver = ({state}) => !['scheduled', 'checked', 'live', 'interrupted'].includes(state);

/** Once it is over nothing comes next and nobody is in the middle of a segment: what waited may come. */
export const settled = state => (isOver(state) ? {...state, quiet: false, on_break: false, next: null} : state);

/** What changes only when the server says so. */
export function drawState(state) {
  $('live').dataset.state = state.state;
  drawEnd(state);
  write($('live').querySelector('span'), w(KNOWN.has(state.state) ? `live_${state.state}` : 'live_other'));
  const {segment, next} = state;
  ['segment', 'rest-now', 'plate-now'].forEach(id => write($(id), titleOf(state)));
  [$('next'), $('plate-next')].forEach(element => { element.hidden = !next; });
  if (next) document.querySelectorAll('[data-next]').forEach(place => write(place, next.title));
  if (next) document.querySelectorAll('[data-next-at]').forEach(place => write(place, hours(next.planned_ms)));
  drawSheet(state.run_sheet ?? []);
  drawWatching(state.observers ?? []);
  drawComments(state.comments);
}

/** Once it is over: that it is, thanks, when the room is on air next. */
function drawEnd(state) {
  const over = isOver(state);
  const cancelled = state.state === 'cancelled';
  $('overlay').toggleAttribute('data-over', over);
  if (!over) return;
  write($('ended-title'), w(cancelled ? 'cancelled' : 'live_ended'));
  [$('ended-thanks'), $('ended-after')].forEach(one => one && (one.hidden = cancelled));
  $('ended-coming').hidden = !state.coming;
  write($('ended-coming').querySelector('b'), state.coming ?? '');
}

const numbered = ({no, title}) => `${String(no).padStart(2, '0')} ${title}`;

function titleOf(state) {
  if (isOver(state)) return state.title;
  if (state.begins) return w('live_scheduled');
  return state.segment ? numbered(state.segment) : w('no_segment');
}

/** The whole run sheet, so that one can go by it without a link. */
function drawSheet(rows) {
  $('sheet').hidden = !rows.length;
  $('sheet-list').replaceChildren(...rows.map(row => make('li', {'data-state': row.state,
    'aria-current': row.state === 'running' && 'step'},
  make('time', {}, hours(row.planned_ms)), make('span', {}, numbered(row)))));
}

/** A planned moment of the broadcast as 1:30, hours and minutes. */
const hours = ms => `${Math.floor(ms / 3_600_000)}:${String(Math.floor(ms / 60_000) % 60).padStart(2, '0')}`;

/** What changes with time. */
export function drawClock(state, streamMs) {
  write($('clock'), streamTime(streamMs));
  const left = isOver(state) ? '' : leftWords(state.segment, streamMs);
  ['left', 'rest-left', 'plate-left'].forEach(id => write($(id), left));
}

function leftWords(segment, now) {
  const ends = segment?.ends_ms ?? null;
  if (ends === null) return '';
  return ends >= now ? w('left', {time: span(ends - now)}) : w('late', {time: span(now - ends)});
}

function drawWatching(observers) {
  const names = [...new Set(observers.map(({role, label}) => label ?? roleWord(role)))];
  write($('watching'), names.length ? w('watching', {roles: names.join(w('comma'))}) : w('watching_none'));
}

/** Viewers' figures only where there is a feed. */
export function drawComments(comments) {
  $('pulse').hidden = !comments;
  const samples = (comments?.samples ?? []).slice(-SAMPLES);
  $('comments').hidden = !samples.length;
  if (!comments) return;
  write($('pulse').querySelector('b'), comments.per_minute.toLocaleString('en'));
  $('comments-list').replaceChildren(...samples.map(({viewer, text}) =>
    make('li', {}, make('span', {}, text), make('small', {}, viewer))));
}

/** One word for what comes through now: 讲解勿扰, 休息中, 有空了; before the start when it is. */
export function drawAttention({quiet, onBreak, freeUntil, now, begins}) {
  const free = freeUntil !== null && now < freeUntil;
  write($('rest-note'), begins ? w('begins', {when: begins}) : w(quiet ? 'rest_quiet' : 'rest'));
  const name = quiet ? 'quiet' : onBreak ? 'break' : free ? 'free' : '';
  $('attention').hidden = !name;
  $('attention').dataset.state = name;
  if (name) write($('attention'), w(`attention_${name}`));
}

/** `since`: epoch ms of this device of the last proof of life, for 'down'. */
export function drawLink(link, since) {
  $('link').dataset.link = link;
  write($('link').querySelector('span'), w(`link_${link}`));
  if (link === 'down') write($('plate-since'), w('since', {time: span(Date.now() - since)}));
}
