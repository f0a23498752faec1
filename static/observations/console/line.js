/* One line of words: for the note in the bar, or the {detail} a phrase asks for. */

import {$, LONGEST_TEXT, say, textWidth, w, write} from './page.js';
import {filled, fillings} from './phrases.js';

/** Returns {plain(), askDetail(chip), offers(), focus(), take()}; `offers` are null unless a detail is asked. */
export function showLine(desk) {
  const input = $('line-text');
  let asked = null;

  function plain() {
    if (!asked) return;
    asked = null;
    input.value = '';
    show();
  }

  function askDetail(chip) {
    asked = chip;
    input.value = fillings(chip.fill, desk.product)[0] ?? '';
    show();
    input.focus();
    input.select();
  }

  /** What the product card offers to fill in; a tap on one sends it. */
  function offers() {
    if (!asked) return null;
    const fill = words => ({words, pressed: false, act() { input.value = words; send(); }});
    return fillings(asked.fill, desk.product).map(fill);
  }

  function show() {
    const before = asked ? asked.words.split('{')[0] : '';
    write($('line-before'), before);
    $('line-before').hidden = !before;
    $('line-cancel').hidden = !asked;
    input.placeholder = asked ? w('line_detail', {name: asked.name}) : w('line_placeholder');
    count();
  }

  function whole() {
    const typed = input.value.trim();
    return asked ? filled(asked.words, typed) : typed;
  }

  /** The words that were typed and not sent, whole; they stand here no more. */
  function take() {
    const offered = asked && input.value === (fillings(asked.fill, desk.product)[0] ?? '');
    const typed = offered || !input.value.trim() ? '' : whole();
    if (typed) { asked = null; input.value = ''; show(); }
    return typed;
  }

  function count() {
    const width = textWidth(whole());
    const typed = input.value.trim() !== '';
    write($('line-count'), typed ? `${width}/${LONGEST_TEXT}` : '');
    input.setAttribute('aria-invalid', String(width > LONGEST_TEXT));
    return typed && width <= LONGEST_TEXT;
  }

  function send() {
    if (!count()) return input.value.trim() ? say(w('line_long')) : undefined;
    const text = whole();
    if (asked) desk.change({tag: asked.tag, detail: input.value.trim()});
    else desk.words(text);
    asked = null;
    input.value = '';
    show();
    desk.dispatchEvent(new Event('notes'));
    input.blur();
    return say(w('said_sent', {text}));
  }

  $('line').addEventListener('submit', event => { event.preventDefault(); send(); });
  $('line-cancel').addEventListener('click', () => { plain(); desk.open(desk.currentKey); });
  input.addEventListener('input', count);
  input.addEventListener('keydown', event => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && composing) event.preventDefault();
    if (event.key !== 'Escape' || composing) return;
    plain();
    desk.dispatchEvent(new Event('notes'));
    input.blur();
  });
  return {plain, askDetail, offers, focus: () => input.focus(), take};
}
