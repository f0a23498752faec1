/* The product being sold: price, what to say, what not to, and questions with their answers. */

import {$, make, w, write} from './page.js';

/** A segment this long past its time makes the price doubtful. */
const STALE_MS = 300_000;

let drawn = '';

/** Draws the card anew only if it changed, so that an opened answer stays open. */
export function drawCard({product, segment}) {
  const looks = JSON.stringify([product, segment?.no, segment?.title]);
  if (looks === drawn) return;
  drawn = looks;
  $('card').hidden = !product;
  if (!product) return listQuestions([]);
  write($('card-no'), w('card_no', {no: String(segment.no).padStart(2, '0')}));
  write($('card-name'), product.name);
  drawPrice(product);
  drawPoints(product.points ?? []);
  drawForbidden(product.forbidden ?? []);
  return listQuestions(product.questions ?? []);
}

function drawPrice({price, unit, list_price: list, list_price_basis: basis, offer}) {
  write($('price'), price ?? '');
  write($('price-unit'), price ? unit : '');
  const shown = list && basis;
  $('price-list').hidden = !shown;
  if (shown) $('price-list').replaceChildren(`${basis} `, make('s', {}, `${list} ${unit}`));
  write($('offer'), offer ?? '');
  $('offer').hidden = !offer;
}

/** 价格待核对: the server says so, or the segment is 5 min past its time and nobody went on. */
export function drawStale({product, segment}, streamMs) {
  const over = segment?.ends_ms ?? Infinity;
  const stale = Boolean(product) && (product.stale || !product.price || streamMs > over + STALE_MS);
  $('card-price').dataset.stale = stale;
  $('price-stale').hidden = !stale;
}

function drawPoints(points) {
  $('points').hidden = !points.length;
  $('points').replaceChildren(...points.map(point => make('li', {}, point)));
}

function drawForbidden(forbidden) {
  $('forbidden').hidden = !forbidden.length;
  $('forbidden-list').replaceChildren(...forbidden.map(({word, instead}) => make('li', {},
    make('b', {}, word), instead ? make('span', {}, w('instead', {words: instead})) : null)));
}

/** 观众常问 stands where nobody asks anything just now, and while an answer of it is being read. */
export function drawQuestions({product}, asked) {
  const read = $('questions-list').querySelector('[aria-expanded="true"]') !== null;
  $('questions').hidden = !product?.questions?.length || (asked && !read);
  $('card').parentElement.dataset.asking = asked;
}

function listQuestions(questions) {
  $('questions-list').replaceChildren(...questions.map(question));
}

function question({q, a}, index) {
  const button = make('button', {type: 'button', class: 'overlay-question', 'aria-expanded': 'false',
    'aria-controls': `answer-${index}`}, q);
  return make('li', {}, button, make('p', {id: `answer-${index}`, hidden: true}, a));
}

/** One answer is open at a time. */
export function listenToQuestions() {
  $('questions-list').addEventListener('click', ({target}) => {
    const tapped = target.closest('[aria-expanded]');
    if (!tapped) return;
    const open = tapped.getAttribute('aria-expanded') === 'false';
    for (const button of $('questions-list').querySelectorAll('[aria-expanded]')) {
      const shown = open && button === tapped;
      button.setAttribute('aria-expanded', String(shown));
      button.nextElementSibling.hidden = !shown;
    }
  });
}
