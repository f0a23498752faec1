/* Where the broadcast stands: clock, segment, product, run sheet, comments, who else watches. */

import {isOver} from './late.js';
import {$, ask, make, page, Refused, roleWord, say, streamTime, w, write} from './page.js';
import {priceOf} from './phrases.js';

const LIVE = new Set(['scheduled', 'checked', 'live', 'interrupted', 'ended']);

/** Returns {next()}; `resync` asks the stream for the fresh state after an act. */
export function showFlow(desk, clock, resync) {
  const draw = () => drawAll(desk.state, clock);
  const go = (to, title) => advance(to, title, resync);
  desk.addEventListener('state', draw);
  desk.addEventListener('comments', ({detail}) => drawComments(detail));
  $('run-list').addEventListener('click', event => {
    const row = event.target.closest('[data-segment]');
    if (row) go(Number(row.dataset.segment), row.dataset.title);
  });
  const next = () => {
    const {next: coming} = desk.state;
    return coming ? go('next', coming.title) : say(w('next_none'));
  };
  $('next').addEventListener('click', next);
  setInterval(() => tick(desk.state, clock), 250);
  draw();
  return {next};
}

let standsAt = null;

/** `seen` tells what was on when 下一品 was pressed: two who press at once move it once. */
async function advance(to, title, resync) {
  try {
    await ask(page.urls.advance, {to, ...(to === 'next' && {seen: standsAt})});
    say(w('next_done', {title}));
    resync();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(w('said_failed', {error: error.message}));
  }
}

function drawAll(state, clock) {
  drawTop(state, clock);
  drawNow(state);
  drawRun(state);
  drawComments(state.comments);
  drawWatching(state.observers ?? []);
  write($('next-name'), state.next?.title ?? '');
  tick(state, clock);
}

function drawTop(state, clock) {
  const pill = $('live');
  pill.dataset.state = state.state;
  $('before').hidden = !state.begins;
  write($('before-when'), state.begins ? w('before', {when: state.begins}) : '');
  write(pill.querySelector('span'), w(LIVE.has(state.state) ? `live_${state.state}` : 'live_other'));
  const seconds = isOver(state) ? 0 : Math.round(clock.setback / 1000);
  [$('link'), document.querySelector('.console-top__help')].forEach(one => { one.hidden = isOver(state); });
  write($('setback'), seconds ? w('setback', {n: seconds}) : '');
  write($('setback-short'), seconds ? w('setback_short', {n: seconds}) : '');
}

function tick(state, clock) {
  const now = clock.read();
  write($('clock'), streamTime(now));
  write($('now-segment'), segmentWords(state, now));
}

function segmentWords(state, now) {
  const {segment} = state;
  const extra = [state.on_break && w('now_break'), state.quiet && w('now_quiet'),
    state.free_until > Date.now() && w('now_free')];
  const words = segment ? [`${w('now_segment')} ${segment.no}`, timeLeft(segment, now)] : [w('now_between')];
  return [...words, ...extra].filter(Boolean).join(' · ');
}

function timeLeft({ends_ms: ends}, now) {
  if (ends === null || ends === undefined) return null;
  const minutes = Math.round(Math.abs(ends - now) / 60_000);
  if (!minutes) return null;
  return w(ends > now ? 'now_left' : 'now_late', {n: minutes});
}

function drawNow({segment, product}) {
  standsAt = segment?.id ?? null;
  const price = product && (priceOf(product) ?? w('urgent_price_stale'));
  const name = product?.name ?? segment?.title ?? '';
  $('now-product').replaceChildren(make('b', {}, name),
    price ? make('span', {'data-stale': Boolean(product.stale)}, price) : '');
  const never = (product?.forbidden ?? []).map(({word}) => word);
  write($('now-never'), never.length ? w('now_never', {words: never.join('、')}) : '');
  $('now-never').hidden = !never.length;
}

let runLooks = '';

function drawRun({run_sheet: sheet = []}) {
  const looks = JSON.stringify(sheet);
  if (looks === runLooks) return;
  runLooks = looks;
  const rows = sheet.map(runRow);
  $('run-list').replaceChildren(...rows);
  $('run-empty').hidden = rows.length > 0;
  $('next').hidden = rows.length === 0;
}

/** A planned moment as 1:05, hours and minutes. */
function hoursMinutes(ms) {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** A segment: planned start, name, product; a tap goes there. */
function runRow({id, no, title, state, product, planned_ms: start}) {
  const word = w(`run_${state}`);
  return make('li', {'data-state': state},
    make('button', {type: 'button', 'data-segment': id, 'data-title': title,
      'aria-current': state === 'running' && 'step', title: w('run_go', {title})},
    make('time', {}, hoursMinutes(start)),
    make('span', {}, `${no} ${title}`), word ? make('em', {}, word) : null,
    product && product !== title ? make('small', {}, product) : null));
}

function drawComments(comments) {
  $('pulse').hidden = !comments;
  $('comments').hidden = !comments?.samples?.length;
  if (!comments) return;
  write($('pulse').querySelector('strong'), String(comments.per_minute));
  $('comments-list').replaceChildren(...(comments.samples ?? []).map(({viewer, text}) =>
    make('li', {}, make('small', {}, viewer), text)));
}

function drawWatching(observers) {
  const names = observers.map(one => one.label ?? roleWord(one.role));
  write($('watching'), names.length ? names.join('、') : w('watching_none'));
}
