/* 加入商品卡: a question and a good answer become part of the product's card, from the console. */

import {$, ask, make, page, Refused, say, w, write} from './page.js';

/** Returns {open(question)}. Needs the link: a card is what everybody says on air. */
export function showLearning(desk) {
  const form = $('learn');
  let question = null;

  form.addEventListener('submit', async event => {
    event.preventDefault();
    const answer = $('learn-answer').value.trim();
    if (!answer) return $('learn-answer').focus();
    const body = {answer, product_id: Number(form.elements.product.value) || null};
    return attempt(() => ask(page.urls.learn.replace('/0/', `/${question.id}/`), body));
  });
  $('learn-cancel').addEventListener('click', () => { form.hidden = true; });

  async function attempt(work) {
    try {
      await work();
      form.hidden = true;
      say(w('learn_done'));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(w('said_failed', {error: error.message}));
    }
  }

  return {open(one) {
    question = one;
    write($('learn-question'), one.text);
    form.elements.product.replaceChildren(...products(desk.state, one));
    $('learn-answer').value = '';
    form.hidden = false;
    $('learn-answer').focus();
  }};
}

function products({run_sheet: sheet = [], product}, {product: about = null}) {
  const sold = new Map(sheet.filter(({product_id: id}) => id).map(({product_id: id, product: name}) => [id, name]));
  const chosen = about ?? product?.id;
  return [...sold].map(([id, name]) => make('option', {value: id, selected: id === chosen}, name));
}
