/* THE ATTENTION BUDGET of the screen beside the camera. Pure: no page, no clock, no network.

   One cue at a time, a gap between, few in ten minutes. All times are the server's, in epoch ms.
   - Priority 0 (price, illegal claim, leak) passes at once, through everything, also while the link
     is lost; it stays until 改了 or 有出入. The oldest stays up, further ones follow in their order.
   - 1 and 2 live 60 s and 30 s from visible_from and are shown once. Praise (3) waits for a break,
     the end, or 有空了, and gives way to a 1 or 2.
   - The gap runs from the moment one cue left (or, while praise is up, came) to the next;
     有空了 lifts it, not the ten-minute budget. Priority 0 is outside the budget.
   - 讲解勿扰 takes 1 to 3 off and lets none come. 等会儿 takes a cue off and lists it.
   - After the link was lost for over 10 s nothing that was given before the return is shown but
     priority 0. Not answering is neutral: nothing is counted here.

   decide(facts) → {show, later, drop, reason}; facts:
     notes          notes as the server tells them (answers given here laid over them)
     history        what recorded() returned last; [] in the beginning
     current        id of the cue that is up, or null
     now            epoch ms of the server
     quiet, onBreak, newcomer        booleans; the end of a broadcast counts as a break
     freeUntil, linkDownSince, reconnectedAt   epoch ms or null
   show: the id to have on the screen. later: ids for the list at the break, in order.
   drop: ids that will never be shown or listed again. reason: urgent, cue, praise, or why nothing
   is shown: down, quiet, gap, budget, nothing. */

const WINDOW_MS = 600_000;
const LIFE_MS = {1: 60_000, 2: 30_000};
const USUAL = {gap: 40_000, most: 4};
const NEWCOMER = {gap: 25_000, most: 8};
/** The link may be lost for so long before what is up is no longer trusted. */
const PATIENCE_MS = 10_000;

const OPEN = new Set(['grace', 'queued', 'delivered', 'shown']);
const SETTLED = new Set(['done', 'contested']);
const PRAISE = 3;

/** What the screen shows now, what waits, and what is over. */
export function decide(facts) {
  const standing = facts.notes.filter(note => isOpen(note) && isTimely(note, facts)).sort(inOrder);
  const {show, reason} = choose(standing, facts);
  const later = facts.notes.filter(note => waits(note, facts) && note.id !== show).sort(inOrder);
  const drop = facts.notes.filter(note => isOver(note, facts));
  return {show, later: ids(later), drop: ids(drop), reason};
}

/** The history after a decision: who left, who came; what is older than the window is forgotten. */
export function recorded(history, was, {show}, {now, notes}) {
  if (show === was) return history;
  const left = history.map(entry => (entry.until === null ? {...entry, until: now} : entry));
  const kept = left.filter(({until}) => until > now - WINDOW_MS);
  if (show === null) return kept;
  const {priority} = notes.find(({id}) => id === show);
  return [...kept, {id: show, priority, at: now, until: null}];
}

const ids = notes => notes.map(({id}) => id);
const inOrder = (a, b) => a.priority - b.priority || a.seq - b.seq;

function choose(standing, facts) {
  const up = standing.find(({id}) => id === facts.current);
  const urgent = standing.filter(({priority}) => priority === 0);
  if (urgent.length) return {show: (urgent.includes(up) ? up : urgent[0]).id, reason: 'urgent'};
  if (isDown(facts)) return {show: null, reason: 'down'};
  if (facts.quiet) return {show: null, reason: 'quiet'};
  if (up && up.priority < PRAISE) return {show: up.id, reason: 'cue'};
  return chooseNext(standing, up, facts);
}

/** Nothing is up but praise, if anything: does another cue come? */
function chooseNext(standing, up, facts) {
  const calm = isCalm(facts);
  const seen = new Set(ids(facts.history));
  const next = standing.find(({id, priority}) => !seen.has(id) && (priority < PRAISE || calm));
  const why = next ? whyNot(facts, up) : 'nothing';
  const stays = up && calm && (why || next.priority === PRAISE);
  if (stays) return {show: up.id, reason: 'praise'};
  if (why) return {show: null, reason: why};
  return {show: next.id, reason: next.priority === PRAISE ? 'praise' : 'cue'};
}

/** 'gap' or 'budget' when no cue may come now, else null. What left at this moment left now. */
function whyNot({history, now, newcomer, freeUntil}, up) {
  const {gap, most} = newcomer ? NEWCOMER : USUAL;
  const left = Math.max(...history.map(({at, until}) => until ?? (up ? at : now)));
  if (!isFree({now, freeUntil}) && now < left + gap) return 'gap';
  const lately = history.filter(({priority, at}) => priority !== 0 && at > now - WINDOW_MS);
  return lately.length >= most ? 'budget' : null;
}

const isFree = ({now, freeUntil}) => freeUntil !== null && now < freeUntil;
const isCalm = facts => facts.onBreak || isFree(facts);
const isDown = ({now, linkDownSince}) =>
  linkDownSince !== null && now - linkDownSince > PATIENCE_MS;

/** Has words and nobody has answered it; priority 0 is answered only by 改了 or 有出入. */
function isOpen({text, priority, state, delivery}) {
  if (!text || priority === null || !delivery || state === 'withdrawn') return false;
  if (OPEN.has(delivery.state)) return true;
  return priority === 0 && delivery.state === 'answered' && !SETTLED.has(delivery.answer);
}

/** The moment from which it is too old to act on. */
function endOf({priority, delivery}) {
  const lived = delivery.visible_from + (LIFE_MS[priority] ?? Infinity);
  return Math.min(lived, delivery.expires_at ?? Infinity);
}

/** Given before the link came back, and of a kind that grows stale. */
const isStale = ({priority, delivery}, {reconnectedAt}) =>
  LIFE_MS[priority] !== undefined && reconnectedAt !== null
  && delivery.visible_from <= reconnectedAt;

const isTimely = (note, facts) => note.delivery.visible_from <= facts.now
  && facts.now < endOf(note) && !isStale(note, facts);

const isPutOff = ({priority, state, delivery}) => priority > 0 && state !== 'withdrawn'
  && delivery?.state === 'answered' && delivery.answer === 'later';

/** Listed at the break: what was put off, and praise nobody has answered. */
const waits = (note, facts) => isPutOff(note)
  || (note.priority === PRAISE && isOpen(note) && isTimely(note, facts));

const isOver = (note, facts) => !isPutOff(note)
  && (!isOpen(note) || facts.now >= endOf(note) || isStale(note, facts));
