/* The keys: four rows by three kinds, the folded fifth row, marks, and the three of priority 0. */

import {$, assistantName, page, w, write} from './page.js';
import {priceOf} from './phrases.js';

export function showPad(desk) {
  whenPressed($('pad'), '[data-dimension]', ({dataset}) =>
    desk.tap({kind: dataset.kind, dimension: dataset.dimension}));
  whenPressed($('pad'), '[data-neutral]', ({dataset}) => desk.tap({kind: 'mark', tag: dataset.neutral}));
  $('more').addEventListener('click', event => event.target.closest('button') && fold(event, false));
  whenPressed(document.querySelector('.console-urgent'), '[data-urgent]', ({dataset}) =>
    desk.tapUrgent(dataset.urgent));
  $('mark').addEventListener('click', () => desk.tap({kind: 'mark'}));
  $('more-toggle').addEventListener('click', fold);
  keepFocus();
  if (page.assistants.length > 1) showTarget(desk);
  desk.addEventListener('state', () => drawUrgent(desk));
  drawUrgent(desk);
}

function whenPressed(area, selector, act) {
  area.addEventListener('click', event => {
    const key = event.target.closest(selector);
    if (!key) return;
    flash(key);
    act(key);
  });
}

/** The key answers the finger at once, whatever the network does. */
export function flash(key) {
  key.classList.remove('is-pressed');
  void key.offsetWidth;
  key.classList.add('is-pressed');
}

/** A mouse press does not take the focus, so that the space bar goes on marking. */
function keepFocus() {
  $('console').addEventListener('mousedown', event => {
    if (event.target.closest('button') && !event.target.closest('dialog')) event.preventDefault();
  });
}

/** The fifth row opens for one tap and closes after it. */
function fold(_, open = $('more').hidden) {
  $('more').hidden = !open;
  $('more-toggle').setAttribute('aria-expanded', String(open));
  if (open) $('more').scrollIntoView({block: 'nearest'});
}

function showTarget(desk) {
  const draw = () => {
    const name = assistantName(desk.target);
    write($('target').querySelector('span'), name);
    write($('target').querySelector('b'), [...name][0]);
    $('target').setAttribute('aria-label', `${$('target').querySelector('small').textContent} ${name}`);
  };
  $('target').addEventListener('click', () => desk.nextTarget());
  desk.addEventListener('target', draw);
  draw();
}

/** What each key of priority 0 will say, under its name. */
function drawUrgent(desk) {
  const price = priceOf(desk.product);
  const known = price ? w('urgent_price_key', {price}) : w('urgent_price_unknown');
  const subs = {price: desk.product?.stale ? w('urgent_price_stale') : known,
    forbidden: w('urgent_forbidden'), link: w('urgent_link_key')};
  for (const [urgent, text] of Object.entries(subs)) {
    write(document.querySelector(`[data-urgent="${urgent}"] small`), text);
  }
}
