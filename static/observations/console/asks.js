/* The row 观众在问: open questions and those of the product's card, each relayed by one tap. */

import {Seating} from '../seating.js';
import {$, make, say, w, write} from './page.js';
import {plain} from './relays.js';

const MOST = 12;
const LOOK_MS = 1000;
const LOW = matchMedia('(max-width: 767px) and (max-height: 760px)');

/** Returns {focus(), undo()}; `openOwn` shows the line for other words. */
export function showAsks(desk, relays, openOwn) {
  const row = new Row(desk, relays);
  ['state', 'questions'].forEach(name => desk.addEventListener(name, () => relays.settle()));
  relays.addEventListener('change', () => row.look());
  $('asks-own').addEventListener('click', openOwn);
  $('asks').addEventListener('keydown', walk);
  const undo = async () => { if (await relays.undo()) say(w('relay_undone')); };
  $('relay-undo').addEventListener('click', undo);
  LOW.addEventListener('change', place);
  place();
  setInterval(() => row.look(), LOOK_MS);
  row.look();
  return {focus: () => buttons()[0].focus(), undo};
}

/** On a low phone the row would push the pad away: it stands in the sheet. */
function place() {
  if (LOW.matches) document.querySelector('#viewers header').after($('asks'));
  else $('viewers').before($('asks'));
}

/** What can be relayed: {id, text, n, product}; open questions first, then the card's others. */
export function offered({questions = [], product}, relays) {
  const isOpen = ({q, a}) => questions.some(one => plain(one.text) === plain(q) || (a && one.answer === a));
  const open = questions.map(one => ({id: `open ${one.id}`, text: one.text, n: one.askers, product: null}));
  const card = (product?.questions ?? []).filter(one => !isOpen(one))
    .map(({q}) => ({id: `card ${plain(q)}`, text: q, n: 0, product: product.id}));
  return [...open, ...card].map(one => ({...one, n: one.n + relays.unsettled(one.text)}));
}

class Row {
  constructor(desk, relays) {
    Object.assign(this, {desk, relays, offers: new Map()});
    this.seating = new Seating($('asks-list'), {most: MOST, begin, fill});
    $('asks-list').addEventListener('click', event => this.tap(event.target.closest('[data-ask]')));
  }

  look() {
    const offers = this.#named(offered(this.desk.state, this.relays));
    this.offers = new Map(offers.map(one => [one.id, one]));
    this.seating.look(offers);
    const {undoable} = this.relays;
    $('relay-undo').hidden = !undoable;
    $('relay-undo').title = undoable?.text ?? '';
    const open = this.desk.state.questions?.length;
    write(document.querySelector('[data-open-count]'), open ? String(open) : '');
  }

  /** A card's question that was just relayed is open now: it keeps the chip it was tapped on. */
  #named(offers) {
    const standing = new Map(this.seating.ids.map(id => [plain(this.offers.get(id)?.text ?? ''), id]));
    return offers.map(one => ({...one, id: standing.get(plain(one.text)) ?? one.id}));
  }

  tap(chip) {
    const one = chip && this.offers.get(chip.dataset.ask);
    if (!one) return;
    this.relays.add({text: one.text, product: one.product ?? this.desk.product?.id ?? null});
    say(w('relay_said', {text: one.text, n: one.n + 1}));
  }
}

const begin = id => make('button', {type: 'button', class: 'console-chip console-ask', 'data-ask': id},
  make('span'), make('b'));

function fill(chip, {text, n}) {
  write(chip.firstChild, text);
  write(chip.lastChild, n ? String(n) : '');
  chip.toggleAttribute('data-open', n > 0);
  chip.setAttribute('aria-label', w(n ? 'ask_more' : 'ask_first', {text, n}));
}

const buttons = () => [...$('asks').querySelectorAll('button:not([hidden], [disabled])')];

/** V comes here; the arrows walk, Enter and Space relay, Escape leaves. */
function walk(event) {
  const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
  if (event.key === 'Escape') document.activeElement.blur();
  if (!step) return;
  const all = buttons();
  event.preventDefault();
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
}
