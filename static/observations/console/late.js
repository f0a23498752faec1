/* After the end: the live keys give way to where the broadcast is read, and to a note that comes late. */

import {$, LONGEST_TEXT, say, textWidth, w, write} from './page.js';

const ON = new Set(['scheduled', 'checked', 'live', 'interrupted']);

/** Whether a state tells of a broadcast that is on, or will be. */
export const isOver = ({state}) => !ON.has(state);

export function showLate(desk) {
  const input = $('late-text');
  const draw = () => drawOver(desk.state);
  input.addEventListener('input', count);
  $('late').addEventListener('submit', event => {
    event.preventDefault();
    if (!input.value.trim()) input.focus();
    else if (!count()) say(w('line_long'));
    else send(desk, $('late').elements);
  });
  desk.addEventListener('state', draw);
  draw();
}

function drawOver(state) {
  const over = isOver(state);
  const typed = over && !$('console').hasAttribute('data-over') ? $('line-text').value : '';
  $('console').toggleAttribute('data-over', over);
  $('over').hidden = !over;
  const taken = state.server_ms < (state.late_until ?? 0);
  $('late').hidden = !taken;
  $('late-gone').hidden = taken || !state.late_until;
  if (typed && taken) bring(typed);
}

/** The broadcast ended while somebody typed: they go on with their words, for a late note. */
function bring(typed) {
  $('line-text').value = '';
  $('late-text').value = typed;
  $('late-text').focus();
  count();
}

function count() {
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
