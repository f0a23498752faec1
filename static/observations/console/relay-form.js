/* What viewers say in other words: one line, of which sort, how many, about which product. */

import {$, make, say, w, write} from './page.js';

const LONGEST = 120;
const MOST = 999;

/** Returns {openOwn()}. */
export function showRelayForm(desk, relays) {
  const form = $('relay');
  const text = $('relay-text');
  let count = 1;

  const show = () => {
    write($('relay-count'), String(count));
    $('relay-less').disabled = count === 1;
    const used = text.value.trim().length;
    write($('relay-left'), used > LONGEST - 20 ? `${used}/${LONGEST}` : '');
  };
  const step = by => { count = Math.min(MOST, Math.max(1, count + by)); show(); };
  const send = () => {
    const words = text.value.trim();
    if (!words) return text.focus();
    const sort = form.elements.sort.value;
    const product = form.elements.product.value;
    relays.add({sort, text: words, count, product: product ? Number(product) : null});
    say(w('relay_said_sort', {sort: w(`sort_${sort}`), text: words, n: count}));
    text.value = '';
    count = 1;
    form.elements.sort.value = 'question';
    return show();
  };

  form.addEventListener('submit', event => { event.preventDefault(); send(); });
  text.addEventListener('input', show);
  text.addEventListener('keydown', event => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && composing) event.preventDefault();
    if (event.key === 'Escape' && !composing) { form.hidden = true; text.blur(); }
  });
  $('relay-less').addEventListener('click', () => step(-1));
  $('relay-more').addEventListener('click', () => step(1));
  desk.addEventListener('state', () => drawProducts(desk));
  drawProducts(desk);
  show();
  return {openOwn() {
    form.hidden = !form.hidden && !isSheet();
    openSheet();
    if (!form.hidden) text.focus();
  }};
}

const opener = document.querySelector('[data-sheet="viewers"]');

/** On a phone the line stands in the sheet; on wider screens 别的话 opens and closes it. */
const isSheet = () => opener.offsetParent !== null;

function openSheet() {
  if (isSheet() && !$('viewers').dataset.open) opener.click();
}

let listed = '';

/** The products of the run sheet; the one on air is chosen until somebody chooses another. */
function drawProducts({state}) {
  const select = $('relay').elements.product;
  const sold = new Map((state.run_sheet ?? []).filter(({product_id: id}) => id)
    .map(({product_id: id, product}) => [id, product]));
  const looks = JSON.stringify([[...sold], state.product?.id]);
  if (looks === listed) return;
  listed = looks;
  const option = (value, name) => make('option', {value, selected: value === (state.product?.id ?? '')}, name);
  select.replaceChildren(...[...sold].map(([id, name]) => option(id, name)), option('', w('relay_no_product')));
}
