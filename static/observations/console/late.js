/* After the end: the live keys give way to where the broadcast is read, and to a note that comes late. */

import {storage} from './device.js';
import {$, LONGEST_TEXT, page, say, textWidth, w, write} from './page.js';

const ON = new Set(['scheduled', 'checked', 'live', 'interrupted']);

/** Whether a state tells of a broadcast that is on, or will be. */
export const isOver = ({state}) => !ON.has(state);

/** What is typed here and not sent outlives a look at another page. */
const KEPT = `zhubo-late-${page.broadcast}`;
const drafts = storage() && sessionStorage;
/** Other places where words may stand when the end comes: they stay until they are sent or taken back. */
const BESIDE = ['relay-text', 'learn-answer'];

export function showLate(desk, line) {
  const input = $('late-text');
  const draw = () => drawOver(desk.state, line);
  input.value = drafts?.getItem(KEPT) ?? '';
  input.addEventListener('input', count);
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  $('late').addEventListener('submit', event => {
    event.preventDefault();
    if (!input.value.trim()) input.focus();
    else if (!count()) say(w('line_long'));
    else send(desk, $('late').elements);
  });
  desk.addEventListener('state', draw);
  draw();
}

function drawOver(state, line) {
  const over = isOver(state), ends = over && !$('console').hasAttribute('data-over');
  const taken = state.server_ms < (state.late_until ?? 0);
  const typed = ends && taken ? line.take() : '';
  const focused = document.activeElement;
  if (ends) $('console').toggleAttribute('data-typing', BESIDE.some(id => $(id).value.trim()));
  $('console').toggleAttribute('data-over', over);
  $('over').hidden = !over;
  $('over-ways').hidden = state.state === 'cancelled';
  write($('over-title').querySelector('span'), w(state.state === 'cancelled' ? 'live_cancelled' : 'live_ended'));
  $('late').hidden = !taken;
  $('late-gone').hidden = taken || !state.late_until;
  if (ends) goOn(typed, focused);
}

/** The end came while the page was open. Who was typing goes on with their words, for a late note. */
function goOn(typed, focused) {
  say(w('live_ended'));
  if (typed) {
    $('late-text').value = typed;
    count();
    $('late-text').focus();
  } else if ($('console').contains(focused) && !BESIDE.includes(focused.id)) {
    $('over-title').focus();
  }
}

function count() {
  drafts?.setItem(KEPT, $('late-text').value);
  const width = textWidth($('late-text').value.trim());
  write($('late-left'), width ? `${width}/${LONGEST_TEXT}` : '');
  $('late-text').setAttribute('aria-invalid', String(width > LONGEST_TEXT));
  return width <= LONGEST_TEXT;
}

function send(desk, {kind, dimension, assistant}) {
  if (assistant) desk.target = Number(assistant.value);
  desk.tap({kind: kind.value, dimension: dimension.value, text: $('late-text').value.trim()});
  $('late-text').value = '';
  count();
  say(w('late_said'));
}
