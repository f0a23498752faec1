/* Draws a calm list (calm.js): each row has a place of its own, and an empty place keeps its room. */

import {settle} from './calm.js';

export class Seating {
  #places = [];
  #changedAt = 0;
  #touchedAt = 0;
  #elements = new Map();

  /** `begin(id)` makes a row's element, `fill(element, row)` writes into it, at every look. */
  constructor(list, {most, begin, fill, now = Date.now}) {
    Object.assign(this, {list, most, begin, fill, now});
    const touch = () => { this.#touchedAt = this.now(); };
    ['pointerdown', 'scroll', 'focusin', 'keydown'].forEach(name =>
      list.addEventListener(name, touch, {passive: true}));
  }

  get ids() {
    return this.#places.filter(id => id !== null);
  }

  /** `rows`: [{id, …}], the most pressing first. */
  look(rows) {
    const now = this.now();
    const {places, changed} = settle(this.#places, rows.map(({id}) => id), {most: this.#room(), now,
      changedAt: this.#changedAt, touchedAt: this.#touchedAt});
    if (changed) this.#seat(places, now);
    for (const row of rows) {
      const element = this.#elements.get(row.id);
      if (element) this.fill(element, row);
    }
  }

  #room() {
    return typeof this.most === 'function' ? this.most() : this.most;
  }

  #seat(places, now) {
    const old = [...this.list.children];
    const rows = places.map((id, place) => (id === null ? hollow(old[place]) : this.#element(id)));
    this.#places = places;
    this.#changedAt = now;
    for (const id of this.#elements.keys()) if (!places.includes(id)) this.#elements.delete(id);
    rows.forEach((row, place) => this.list.children[place] === row
      || this.list.insertBefore(row, this.list.children[place] ?? null));
    old.filter(row => !rows.includes(row)).forEach(row => row.remove());
  }

  #element(id) {
    if (!this.#elements.has(id)) this.#elements.set(id, this.begin(id));
    return this.#elements.get(id);
  }
}

/** The place of a row that is gone: nothing to see and nothing to press, but the same room. */
function hollow(row) {
  row.classList.add('is-hollow');
  row.inert = true;
  [row, ...row.querySelectorAll('button')].forEach(one => { if ('disabled' in one) one.disabled = true; });
  return row;
}
