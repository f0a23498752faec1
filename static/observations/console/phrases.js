/* What can be said about a cell of the pad: the catalogue's tags and the shop's own phrases,
   and the words that an operation puts on the overlay. */

import {page, w} from './page.js';

const tags = new Map(page.catalogue.tags.map(tag => [tag.code, tag]));
const byUse = (a, b) => (b.uses ?? 0) - (a.uses ?? 0);

export const tagOf = code => tags.get(code) ?? null;

/** Chips of a cell, most used first: {tag, name, words, detail, fill}. */
export function chipsFor({kind, dimension}) {
  const fits = one => one.kind === kind && (one.dimension ?? null) === (dimension ?? null);
  const fromTags = page.catalogue.tags.filter(fits)
    .map(tag => ({...tag, tag: tag.code, words: tag.phrase}));
  const own = page.phrases.filter(one => (one.kind ?? kind) === kind
    && (one.dimension ?? dimension) === dimension)
    .map(one => ({tag: null, name: null, words: one.text, uses: one.uses}));
  return [...fromTags, ...own].sort(byUse);
}

/** A phrase with its first {place} filled by `detail`, or shortened where there is none. */
export function filled(phrase, detail) {
  return phrase.replace(/\{[^}]+\}/g, detail ?? '…');
}

/** The words an operation gives a note, as the overlay will show them; null: evidence only. */
export function compose(op, product = null) {
  if (op.text) return op.text;
  if (op.urgent) return urgentWords(op.urgent, op.detail, product);
  const phrase = tagOf(op.tag)?.phrase;
  return phrase ? filled(phrase, op.detail) : null;
}

/** The price on the card as it is spoken, or null when it is missing or no longer sure. */
export function priceOf(product) {
  if (!product?.price || product.stale) return null;
  return w('price', {price: product.price, unit: product.unit ?? ''}).trim();
}

/** What a key of priority 0 sends along of the card: the price, or the one forbidden word. */
export function urgentDetail(urgent, product) {
  if (urgent === 'price') return priceOf(product);
  const words = product?.forbidden ?? [];
  return urgent === 'forbidden' && words.length === 1 ? words[0].word : null;
}

function urgentWords(urgent, detail, product) {
  if (urgent === 'link') return w('urgent_link');
  if (urgent === 'price') return detail ? w('urgent_price', {price: detail}) : w('urgent_price_unknown');
  return detail ? forbiddenWords(detail, product) : w('urgent_forbidden');
}

/** “Not this, but that” for one word of the card. */
export function forbiddenWords(word, product) {
  const instead = product?.forbidden?.find(one => one.word === word)?.instead;
  return instead ? w('urgent_forbidden_word', {word, instead}) : w('urgent_forbidden_only', {word});
}

/** What of the product card may fill a phrase's {detail}. */
export function fillings(fill, product) {
  if (fill === 'price') return [priceOf(product)].filter(Boolean);
  if (fill === 'word') return (product?.forbidden ?? []).map(({word}) => word);
  if (fill === 'question') return (product?.questions ?? []).map(({q}) => q);
  return [];
}
